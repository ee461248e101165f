import { type Field, labelOf, type ValueOf } from '#api/label.ts'
import { IconCheck } from './icons.ts'
import classes from './Steps.module.css'

type Props<Name extends Field> = {
  label: string
  field: Name
  /** The states on the way, in order. */
  order: readonly ValueOf<Name>[]
  current: ValueOf<Name>
  /** The states that the record has left. A step that was passed over shows no check. */
  left: readonly string[]
}

/** How far a record is on its way. */
export function Steps<Name extends Field>({ label, field, order, current, left }: Props<Name>) {
  // A state beside the way, such as reopened, stands at its end while it holds.
  const steps = order.includes(current) ? order : [...order, current]
  const now = steps.indexOf(current)
  return (
    <ol className={classes.steps} aria-label={label}>
      {steps.map((state, index) => {
        const isDone = index < now && left.includes(state)
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
