import { sentence } from '../strings.ts'
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

/** The tone of each state, and its label if the state's name is not one. */
export type States<State extends string> = {
  tones: Record<State, Tone>
  words: Partial<Record<State, string>>
}

export const states = <State extends string>(
  tones: Record<State, Tone>,
  words: Partial<Record<NoInfer<State>, string>> = {},
): States<State> => ({ tones, words })

/** The badge of a state. */
export function StateBadge<State extends string>({ of, state }: { of: States<State>; state: State }) {
  return <StatusBadge tone={of.tones[state]}>{of.words[state] ?? sentence(state)}</StatusBadge>
}
