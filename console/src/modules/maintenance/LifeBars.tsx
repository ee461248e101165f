import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { formatMeter } from '#ui/hours.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { Progress } from '#ui/Progress.ts'
import { formatDate } from '#ui/time.ts'
import { t } from './directiveStrings.ts'
import classes from './maintenance.module.css'

const w = t.components
type Component = RecordOf<'component'>
const hours = (hundredths: number) => `${formatMeter('air', hundredths)} h`

/** The times of a component, and how much of its limits is used. */
export function LifeBars({ component }: { component: Component }) {
  const { id, overhaulHundredths, lifeLimitHundredths, lifeLimitCycles } = component
  const times = useQuery({
    queryKey: ['component', id, 'times'],
    queryFn: () => get('/api/v1/maintenance/components/{id}/times', { path: { id } }),
  })
  return (
    <Loaded query={times}>
      {(data) => (
        <ul className={classes.bars}>
          <Bar
            label={w.tsn}
            value={data.tsnHundredths === null ? null : hours(data.tsnHundredths)}
            limit={lifeLimitHundredths}
            left={data.lifeRemainingHundredths}
            text={hours}
          />
          <Bar
            label={w.tso}
            value={
              data.tsoHundredths !== null
                ? hours(data.tsoHundredths)
                : data.tsnHundredths !== null
                  ? w.neverOverhauled
                  : null
            }
            limit={overhaulHundredths}
            ofLimit={data.tsoHundredths === null ? w.firstOverhaul : w.of}
            left={data.overhaulRemainingHundredths}
            text={hours}
            note={data.overhaulDueOn ? w.byDate(formatDate(data.overhaulDueOn)) : null}
          />
          {data.csn !== null || lifeLimitCycles !== null ? (
            <Bar
              label={w.csn}
              value={data.csn?.toString() ?? null}
              limit={lifeLimitCycles}
              left={data.lifeRemainingCycles}
              text={String}
            />
          ) : null}
        </ul>
      )}
    </Loaded>
  )
}

interface BarProps {
  label: string
  value: string | null
  limit: number | null
  left: number | null
  text: (amount: number) => string
  ofLimit?: (limit: string) => string
  note?: string | null
}

function Bar({ label, value, limit, left, text, ofLimit = w.of, note = null }: BarProps) {
  const share =
    limit !== null && left !== null ? Math.max(0, Math.min(100, ((limit - left) / limit) * 100)) : null
  const remaining = left === null ? null : left < 0 ? w.over(text(-left)) : w.left(text(left))
  const words = [limit === null ? null : ofLimit(text(limit)), remaining, note].filter(Boolean).join(', ')
  return (
    <li>
      <span>
        <b>{label}</b> {value ?? w.notRecorded} <span className="dim">{words}</span>
      </span>
      {share === null ? null : (
        <Progress
          value={share}
          aria-label={`${label} ${words}`}
          color={share >= 100 ? 'red' : share >= 90 ? 'yellow' : 'blue'}
        />
      )}
    </li>
  )
}
