import { useLocalStorage } from '@mantine/hooks'
import { s } from '../strings.ts'
import { formatDate, formatExact, formatInstant, formatRelative, type TimePreference } from './time.ts'

export const useTimePreference = () =>
  useLocalStorage<TimePreference>({ key: 'apron.times', defaultValue: 'utc', getInitialValueInEffect: false })

type Props = {
  at: string | null | undefined
  relative?: boolean
  /** To the millisecond and in UTC, to compare with the logs of another program. */
  isExact?: boolean
  absent?: string
}

/** An instant in UTC with local time on hover, or the reverse, by preference. */
export function Instant({ at, relative = false, isExact = false, absent = s.none }: Props) {
  const [preference] = useTimePreference()
  if (!at) return <span className="dim">{absent}</span>
  const other = preference === 'utc' ? 'local' : 'utc'
  const hover = relative
    ? `${formatInstant(at, preference)} · ${formatInstant(at, other)}`
    : formatInstant(at, other)
  return (
    <time dateTime={at} title={hover}>
      {isExact ? formatExact(at) : relative ? formatRelative(at) : formatInstant(at, preference)}
    </time>
  )
}

/** A calendar date. */
export function DateOf({ on }: { on: string | null | undefined }) {
  return on ? <time dateTime={on}>{formatDate(on)}</time> : <span className="dim">{s.none}</span>
}
