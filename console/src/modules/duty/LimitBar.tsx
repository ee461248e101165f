import type { Answer } from '#api/answer.ts'
import { Progress } from '#ui/Progress.ts'
import { StatusBadge, type Tone } from '#ui/StatusBadge.tsx'
import { formatMinutes } from '#ui/time.ts'
import classes from './duty.module.css'
import { t } from './strings.ts'

const w = t.standing
type Limit = Answer<'GET', '/api/v1/ops/duty/{id}/standing'>['limits'][number]

const colors = { red: 'red', amber: 'yellow', green: 'green', info: 'blue', neutral: 'gray' } as const

/** A limit as a bar: what is used of it, and in words what is left. */
export function LimitBar({ limit }: { limit: Limit }) {
  const { rule, title, citation, usedMinutes, limitMinutes, leftMinutes, isMinimum, isLegal, isAdvisory } =
    limit
  const share = Math.min(100, (usedMinutes / Math.max(1, limitMinutes)) * 100)
  const tone = toneOf(limit)
  const countsRests = rule === 'rests_in_quarter'
  const amount = countsRests ? (minutes: number) => String(minutes / 1_440) : formatMinutes
  const [used, most] = [amount(usedMinutes), amount(limitMinutes)]
  const difference = amount(Math.abs(leftMinutes))
  const left = isLegal ? w.left(difference) : isMinimum ? w.short(difference) : w.over(difference)
  const text = countsRests ? w.rests(used, most) : isMinimum ? w.rest(used, most) : w.used(used, most)
  return (
    <div className={classes.limit}>
      <div className={classes.head}>
        <strong>{title}</strong>
        <span className="dim">{citation}</span>
        {isAdvisory ? <StatusBadge tone="neutral">{w.advisory}</StatusBadge> : null}
      </div>
      <Progress value={share} color={colors[tone]} aria-label={`${title}: ${text}`} />
      <div className={classes.head}>
        <span>{text}</span>
        {isMinimum && isLegal ? null : <StatusBadge tone={tone}>{left}</StatusBadge>}
      </div>
    </div>
  )
}

function toneOf({ isLegal, isMinimum, isAdvisory, usedMinutes, limitMinutes }: Limit): Tone {
  if (!isLegal) return isAdvisory ? 'amber' : 'red'
  return !isMinimum && usedMinutes >= 0.9 * limitMinutes ? 'amber' : 'green'
}
