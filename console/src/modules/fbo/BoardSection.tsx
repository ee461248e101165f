import type { BoardLine } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { useTimePreference } from '#ui/Instant.tsx'
import { localZone } from '#ui/region.ts'
import { useChangedRows } from '#ui/table/useChangedRows.ts'
import { formatInstant } from '#ui/time.ts'
import { s } from '../../strings.ts'
import classes from './fbo.module.css'
import { clockIn, clockOf } from './localDay.ts'
import { MovementMoves } from './MovementMoves.tsx'
import { timeOf } from './movementTime.ts'
import { MovementBadge, tailOf } from './movementWords.tsx'
import { t } from './strings.ts'

const w = t.board
const widths = ['7%', '13%', '7%', '8%', '14%', '5%', '12%', '8%', '11%', undefined]
type Props = {
  title: string
  /** The day of the board. */
  day: string
  lines: BoardLine[]
  place: 'origin' | 'destination'
  none: string
}

/** One of the three sections of the board. */
export function BoardSection({ title, day, lines, place, none }: Props) {
  const changed = useChangedRows(lines)
  const next = nextOf(lines)
  return (
    <section className={classes.part} aria-label={title}>
      <h2>
        {title} <span className="dim">{lines.length}</span>
      </h2>
      {lines.length === 0 ? (
        <p className="dim">{none}</p>
      ) : (
        <div className={classes.scroller}>
          <table className={classes.table}>
            <caption className="visually-hidden">{title}</caption>
            {/* The same widths in each part, so that the columns stand below each other. */}
            <colgroup className={classes.wide}>
              {widths.map((width, index) => (
                <col key={index} style={{ width }} />
              ))}
            </colgroup>
            <thead>
              <tr>
                <th scope="col">{w.time}</th>
                <th scope="col">{w.tail}</th>
                <th scope="col" className={classes.wide}>
                  {w.type}
                </th>
                <th scope="col" className={classes.notOnPhone}>
                  {place === 'origin' ? w.from : w.to}
                </th>
                <th scope="col" className={classes.wide}>
                  {w.operator}
                </th>
                <th scope="col" className={classes.wide} data-numeric>
                  {w.pob}
                </th>
                <th scope="col" className={classes.wide}>
                  {w.parking}
                </th>
                <th scope="col" className={classes.wide} data-numeric>
                  {w.orders}
                </th>
                <th scope="col">{w.status}</th>
                <th scope="col" className={classes.moves}>
                  <span className="visually-hidden">{w.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr
                  key={line.id}
                  data-changed={changed.has(line.id) || undefined}
                  data-done={isOver(line)}
                  data-next={line === next || undefined}
                >
                  <td>
                    <ClockTime at={timeOf(line)} day={day} />
                  </td>
                  <td>
                    <AppLink to={`/fbo/movements/${line.id}`}>{tailOf(line)}</AppLink>
                    {line.isVip ? <span className={classes.tag}>{w.vip}</span> : null}
                    {line.customs ? <span className={classes.tag}>{w.customs}</span> : null}
                  </td>
                  <td className={classes.wide}>{line.aircraftType}</td>
                  <td className={classes.notOnPhone}>
                    {line[place] ?? <span className="dim">{s.none}</span>}
                  </td>
                  <td className={classes.wide}>{line.operator}</td>
                  <td className={classes.wide} data-numeric>
                    {line.pob}
                  </td>
                  <td className={classes.wide}>{line.parking}</td>
                  <td className={classes.wide} data-numeric>
                    {line.openOrders || ''}
                  </td>
                  <td>
                    <MovementBadge movement={line} />
                  </td>
                  <td className={classes.moves}>
                    <MovementMoves movement={line} isInRow />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

/** Only the time, because the board has the day. Both on hover. */
function ClockTime({ at, day }: { at: string | null; day: string }) {
  const [preference] = useTimePreference()
  if (at === null) return <span className="dim">{s.none}</span>
  return (
    <time dateTime={at} title={`${formatInstant(at, 'utc')} · ${formatInstant(at, 'local')}`}>
      {preference === 'utc' ? clockOf(at) : clockIn(at, localZone())}
      {preference === 'utc' && at.slice(0, 10) > day ? <sup title={w.nextDay}>+1</sup> : null}
    </time>
  )
}

/** The movement that the line waits for: the first that is still to come. */
const nextOf = (lines: BoardLine[]): BoardLine | undefined =>
  lines.find((line) => {
    const at = timeOf(line)
    return !isOver(line) && line.direction !== 'on_ground' && at !== null && Date.parse(at) >= Date.now()
  })

const isOver = (line: BoardLine) =>
  line.status === 'completed' || line.status === 'cancelled' ? true : undefined
