import { useElementSize, useLocalStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { Answer } from '#api/answer.ts'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { SegmentedControl } from '#ui/SegmentedControl.ts'
import { sentence } from '../../../strings.ts'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.matrix
export type Notation = 'icao' | 'reversed'
export type Cell = Answer<'GET', '/api/v1/safety/risk-matrix'>['current']['cells'][number]

export const useMatrix = () =>
  useQuery({
    queryKey: ['risk_matrix'],
    queryFn: () => get('/api/v1/safety/risk-matrix'),
    staleTime: 10 * 60_000,
  })

/** The notation the user prefers, by default that of the workspace. */
export function useNotation(): [Notation, (notation: Notation) => void] {
  const matrix = useMatrix()
  const [chosen, choose] = useLocalStorage<Notation | null>({
    key: 'apron.risk-notation',
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  return [chosen ?? matrix.data?.current.notation ?? 'icao', choose]
}

export function NotationSwitch() {
  const [notation, setNotation] = useNotation()
  return (
    <SegmentedControl
      size="xs"
      aria-label={w.notation}
      value={notation}
      onChange={(value) => setNotation(value === 'reversed' ? 'reversed' : 'icao')}
      data={[
        { value: 'icao', label: w.icao },
        { value: 'reversed', label: w.reversed },
      ]}
    />
  )
}

const tones: Record<string, string> = { acceptable: 'green', tolerable: 'amber', intolerable: 'red' }
export const toneOf = (tolerability: string) => tones[tolerability] ?? 'neutral'

type Props = {
  title: string
  /** The number of hazards in each cell, by its ICAO notation. */
  counts?: Record<string, number>
  /** The link of a cell. */
  link?: (icaoCell: string) => Record<string, string>
  /** The two cells between which an arrow is drawn, in ICAO notation. */
  from?: string | null
  to?: string | null
}

/** The 5×5 matrix: likelihood down, severity across, with a color and a word for each cell. */
export function Matrix(props: Props) {
  const matrix = useMatrix()
  const [notation] = useNotation()
  return (
    <Loaded query={matrix}>
      {({ current }) => <Grid {...props} cells={current.cells} notation={notation} />}
    </Loaded>
  )
}

type GridProps = Props & {
  cells: Cell[]
  notation: Notation
  /** Makes each cell a button. */
  onCell?: (cell: Cell) => void
}

/** A table of 25 cells. */
export function Grid({ title, counts, link, from, to, cells, notation, onCell }: GridProps) {
  const rows = [5, 4, 3, 2, 1]
  const letters = ['A', 'B', 'C', 'D', 'E']
  const at = (likelihood: number, severity: string) =>
    cells.find((cell) => cell.likelihood === likelihood && cell.severity === severity)
  const codeOf = (cell: Cell) => (notation === 'icao' ? cell.icaoCell : cell.reversedCell)
  return (
    <figure className={classes.figure}>
      <figcaption>{title}</figcaption>
      <div className={classes.matrixBox}>
        <table className={classes.matrix} aria-label={title}>
          <thead>
            <tr>
              <td />
              {letters.map((severity) => (
                <th key={severity} scope="col">
                  <b>{notation === 'icao' ? severity : 5 - letters.indexOf(severity)}</b>
                  <span>{sentence(at(5, severity)?.severityWord ?? '')}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((likelihood) => (
              <tr key={likelihood}>
                <th scope="row">
                  <b>{notation === 'icao' ? likelihood : 'ABCDE'.charAt(likelihood - 1)}</b>
                  <span>{sentence(at(likelihood, 'A')?.likelihoodWord ?? '')}</span>
                </th>
                {letters.map((severity) => {
                  const cell = at(likelihood, severity)
                  if (!cell) return <td key={severity} />
                  const count = counts?.[cell.icaoCell] ?? 0
                  const word = w.words[cell.tolerability] ?? cell.tolerability
                  const isEnd = cell.icaoCell === from || cell.icaoCell === to
                  const inside = (
                    <>
                      <small>{codeOf(cell)}</small> <strong>{counts && count > 0 ? count : ''}</strong>{' '}
                      <em>{cell.icaoCell === to ? w.to : cell.icaoCell === from ? w.from : word}</em>
                    </>
                  )
                  return (
                    <td
                      key={severity}
                      data-tone={toneOf(cell.tolerability)}
                      data-end={isEnd || undefined}
                      data-filled={count > 0 || undefined}
                    >
                      {link && count > 0 ? (
                        <AppLink
                          to="/safety/risks"
                          search={link(cell.icaoCell)}
                          title={w.cell(codeOf(cell), word, count)}
                        >
                          {inside}
                        </AppLink>
                      ) : onCell ? (
                        <button type="button" onClick={() => onCell(cell)}>
                          {inside}
                        </button>
                      ) : (
                        <div>{inside}</div>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
        {from && to && from !== to ? <Movement from={from} to={to} /> : null}
      </div>
    </figure>
  )
}

/** The arrow over the 25 cells, which are all the same size. */
function Movement({ from, to }: { from: string; to: string }) {
  const { ref, width, height } = useElementSize<HTMLDivElement>()
  const place = (cell: string) => ({
    x: ('ABCDE'.indexOf(cell.charAt(1)) + 0.5) * (width / 5),
    y: (5.5 - Number(cell.charAt(0))) * (height / 5),
  })
  const [a, b] = [place(from), place(to)]
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  const [unitX, unitY] = length === 0 ? [0, 0] : [(b.x - a.x) / length, (b.y - a.y) / length]
  const tip = { x: b.x - unitX * 14, y: b.y - unitY * 14 }
  const back = { x: tip.x - unitX * 10, y: tip.y - unitY * 10 }
  return (
    <div ref={ref} className={classes.movement}>
      <svg width={width} height={height} aria-hidden>
        <line x1={a.x + unitX * 14} y1={a.y + unitY * 14} x2={back.x} y2={back.y} />
        <polygon
          points={`${tip.x},${tip.y} ${back.x - unitY * 5},${back.y + unitX * 5} ${back.x + unitY * 5},${back.y - unitX * 5}`}
        />
      </svg>
    </div>
  )
}

/** A rating as its cell in the chosen notation, with its word. */
export function Rated({
  rating,
}: {
  rating: { icaoCell: string; reversedCell: string; tolerability: string } | null
}) {
  const [notation] = useNotation()
  if (!rating) return <span className="dim">{t.changes.notAssessed}</span>
  return (
    <span className={classes.rated} data-tone={toneOf(rating.tolerability)}>
      <b>{notation === 'icao' ? rating.icaoCell : rating.reversedCell}</b> {w.words[rating.tolerability]}
    </span>
  )
}
