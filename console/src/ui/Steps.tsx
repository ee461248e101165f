import { type Field, labelOf, type ValueOf } from '#api/label.ts'
import { s } from '../strings.ts'
import { IconCheck } from './icons.ts'
import classes from './Steps.module.css'

type Props<Name extends Field> = {
  field: Name
  /** The states on the way, in order. */
  order: readonly ValueOf<Name>[]
  current: ValueOf<Name>
  /** The moves that the record made. A step that was passed over shows no check. */
  moves: readonly { from: string }[]
}

/** How far a record is on its way. */
export function Steps<Name extends Field>({ field, order, current, moves }: Props<Name>) {
  // A state beside the way, such as reopened, stands at its end while it holds.
  const steps = order.includes(current) ? order : [...order, current]
  const now = steps.indexOf(current)
  return (
    <ol className={classes.steps} aria-label={s.record.progress}>
      {steps.map((state, index) => {
        const isDone = index < now && moves.some(({ from }) => from === state)
        return (
          <li key={state} data-done={isDone || undefined} aria-current={index === now ? 'step' : undefined}>
            {isDone ? <IconCheck size={14} aria-hidden /> : null}
            {labelOf(field, state)}
          </li>
        )
      })}
    </ol>
  )
}
