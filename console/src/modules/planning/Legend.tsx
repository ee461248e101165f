import classes from './schedule.module.css'
import { t } from './strings.ts'

const w = t.schedule.legend
const kinds = [
  { label: w.flight, type: 'flight' },
  { label: w.ground, type: 'ground' },
  { label: w.maintenance, type: 'maintenance_block' },
  { label: w.other, type: 'other' },
  { label: w.away, type: 'time_off' },
  { label: w.requested, type: 'flight', status: 'requested' },
  { label: w.out, type: 'flight', status: 'checked_out' },
  { label: w.atRisk, type: 'flight', alert: 'amber' },
  { label: w.overdue, type: 'flight', alert: 'red' },
]

/** What the colors, borders and corners of the board mean. */
export function Legend() {
  return (
    <ul className={classes.legend} aria-label={w.title}>
      {kinds.map(({ label, type, status, alert }) => (
        <li key={label}>
          <span className={classes.block} data-type={type} data-status={status} data-alert={alert} />
          {label}
        </li>
      ))}
    </ul>
  )
}
