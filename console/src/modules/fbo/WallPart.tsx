import { useElementSize } from '@mantine/hooks'
import type { BoardLine } from '#api/types.ts'
import { movementStates } from './kind.ts'
import { clockIn } from './localDay.ts'
import { timeOf } from './movementTime.ts'
import { statusOf, tailOf } from './movementWords.tsx'
import { t } from './strings.ts'
import classes from './wall.module.css'
import { pagesOf } from './wallLines.ts'

const w = t.wall
/** The height of a line in wall.module.css, as a fraction of the screen's height. */
const lineHeight = () => Math.max(52, window.innerHeight * 0.076)

type Props = {
  title: string
  lines: BoardLine[]
  place: 'origin' | 'destination' | null
  timeZone: string
  /** Increases with time. Each step shows the next page. */
  turn: number
}

/** A section of the wall board. If it does not fit, it turns pages automatically. */
export function WallPart({ title, lines, place, timeZone, turn }: Props) {
  const { ref, height } = useElementSize<HTMLDivElement>()
  const size = Math.max(1, Math.floor(height / lineHeight()))
  const pages = pagesOf(lines, size)
  const at = turn % pages.length
  return (
    <section className={classes.part} aria-label={title}>
      <h2>
        {title} <span>{lines.length}</span>
        {pages.length > 1 ? <small>{w.page(at + 1, pages.length)}</small> : null}
      </h2>
      <div ref={ref} className={classes.lines}>
        {lines.length === 0 ? <p>{w.none}</p> : null}
        <table>
          <tbody>
            {(pages[at] ?? []).map((line) => (
              <WallLine key={line.id} line={line} place={place} timeZone={timeZone} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function WallLine({ line, place, timeZone }: Pick<Props, 'place' | 'timeZone'> & { line: BoardLine }) {
  const at = timeOf(line)
  return (
    <tr
      data-tone={movementStates.tones[line.status]}
      // An aircraft that has arrived is what the last part is about.
      data-over={(place && (line.status === 'completed' || line.status === 'cancelled')) || undefined}
    >
      <td className={classes.time}>{at ? clockIn(at, timeZone) : '––:––'}</td>
      <td>
        <b>{tailOf(line)}</b>
        <small>{line.aircraftType}</small>
      </td>
      {/* Two lines, so that neither the parking place nor the state is cut off. */}
      {place ? (
        <td>
          {line[place]}
          {place === 'origin' ? <small>{line.parking}</small> : null}
        </td>
      ) : (
        <td>{line.parking}</td>
      )}
      {place ? <td className={classes.status}>{statusOf(line)}</td> : null}
    </tr>
  )
}
