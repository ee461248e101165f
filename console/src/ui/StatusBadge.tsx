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

const tones: Record<string, Tone> = {
  resolved: 'green',
  reviewed: 'green',
  proposed: 'info',
  ineffective: 'amber',
  in_place: 'green',
  planned: 'neutral',
  monitored: 'info',
  draft: 'neutral',
  new: 'info',
  open: 'info',
  in_progress: 'info',
  implemented: 'info',
  verification: 'amber',
  data_collection: 'info',
  analysis: 'info',
  review: 'info',
  under_review: 'info',
  investigating: 'info',
  action_required: 'amber',
  closed: 'neutral',
  reopened: 'amber',
  submitted: 'info',
  approved: 'green',
  rejected: 'amber',
  active: 'green',
  idle: 'neutral',
  inactive: 'neutral',
  maintenance: 'amber',
  aog: 'red',
  storage: 'neutral',
  retired: 'neutral',
  sold: 'neutral',
  expired: 'neutral',
  revoked: 'neutral',
  pending: 'info',
  accepted: 'green',
  removed: 'neutral',
  queued: 'neutral',
  positioning: 'info',
  running: 'info',
  completed: 'green',
  aborted: 'neutral',
  failed: 'red',
  superseded: 'neutral',
  delivered: 'green',
  retrying: 'amber',
  dead: 'red',
  cancelled: 'neutral',
  sent: 'green',
  held: 'amber',
  analysing: 'info',
  ready: 'info',
  passed: 'green',
  inconclusive: 'amber',
  not_reached: 'neutral',
  current: 'green',
  previous: 'amber',
  ended: 'neutral',
  enabled: 'green',
  disabled: 'neutral',
  paused: 'amber',
}

const words: Record<string, string> = { aog: 'AOG' }

/** The badge of an API state. A state has the same tone everywhere. */
export function StateBadge({ state }: { state: string }) {
  return <StatusBadge tone={tones[state] ?? 'neutral'}>{words[state] ?? sentence(state)}</StatusBadge>
}
