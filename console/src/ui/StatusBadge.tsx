import { type Field, labelOf, type ValueOf } from '#api/label.ts'
import { IconAlertOctagon, IconAlertTriangle, IconCircle, IconCircleCheck, IconInfoCircle } from './icons.ts'
import classes from './StatusBadge.module.css'

export type Tone = 'red' | 'amber' | 'green' | 'info' | 'neutral'

// Shapes differ like the colors: an octagon stops, a triangle warns.
const shapes = {
  red: IconAlertOctagon,
  amber: IconAlertTriangle,
  green: IconCircleCheck,
  info: IconInfoCircle,
  neutral: IconCircle,
}

/** A state as a word, a shape and a color. */
export function StatusBadge({ tone, children }: { tone: Tone; children: string }) {
  const Shape = shapes[tone]
  return (
    <span className={classes.badge} data-tone={tone}>
      <Shape size={13} stroke={2} aria-hidden />
      {children}
    </span>
  )
}

/** The states that a field may have, and the tone of each. */
export type States<Name extends Field> = { field: Name; tones: Record<ValueOf<Name>, Tone> }

export const states = <Name extends Field>(
  field: Name,
  tones: Record<ValueOf<Name>, Tone>,
): States<Name> => ({ field, tones })

/** The badge of a state, with its label by the contract. */
export function StateBadge<Name extends Field>({ of, state }: { of: States<Name>; state: ValueOf<Name> }) {
  return <StatusBadge tone={of.tones[state]}>{labelOf(of.field, state)}</StatusBadge>
}
