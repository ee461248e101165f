import { labelOf } from '#api/label.ts'
import type { MaintenanceItem, MaintenanceLimit } from '#api/types.ts'
import { meterText } from '#ui/hours.ts'
import { DateOf } from '#ui/Instant.tsx'
import { DueBadge, dueText, intervalText, missingText, remainingText } from './dueWords.tsx'
import classes from './maintenance.module.css'
import { t } from './strings.ts'

const w = t.page

const margin = (limit: MaintenanceLimit, hundredths: number | null, days: number | null) =>
  limit.counter === 'calendar' ? t.remaining.days(days ?? 0) : meterText(limit.counter, hundredths ?? 0)

/** Each limit of an item, with its state. */
export function Limits({ item }: { item: MaintenanceItem }) {
  return (
    <ul className={classes.limits}>
      {item.limits.map((limit) => (
        <li key={limit.counter}>
          <div className={classes.head}>
            <b>{labelOf('MaintenanceLimit.counter', limit.counter)}</b>
            <span className="dim">
              {intervalText(limit) === w.once ? w.once : `${w.interval.toLowerCase()} ${intervalText(limit)}`}
            </span>
            {item.isActive ? <DueBadge item={limit} /> : null}
          </div>
          <dl>
            <dt>{w.remaining}</dt>
            <dd>{remainingText({ ...limit, bindingCounter: limit.counter }) || missingText(limit)}</dd>
            <dt>{w.dueAt}</dt>
            <dd>{dueText({ ...limit, bindingCounter: limit.counter }) || '–'}</dd>
            <dt>{w.expected}</dt>
            <dd>
              <DateOf on={limit.projectedOn} />
            </dd>
            <dt>{w.warning}</dt>
            <dd>{w.before(margin(limit, limit.warningHundredths, limit.warningDays))}</dd>
            <dt>{w.tolerance}</dt>
            <dd>
              {limit.toleranceMonths
                ? t.remaining.months(limit.toleranceMonths)
                : margin(limit, limit.toleranceHundredths, limit.toleranceDays)}
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  )
}
