import { Instant } from '#ui/Instant.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { sentence } from '../../strings.ts'
import classes from './safety.module.css'
import { t } from './strings.ts'

type Move = { from: string; to: string; reason: string | null; by: string; at: string }

/** The status history: who changed it, from what to what, when and why. */
export function Moves({ moves }: { moves: Move[] }) {
  return (
    <Section title={t.work.moves}>
      {moves.length === 0 ? <p className="dim">{t.work.noMoves}</p> : null}
      <ul className={classes.rows}>
        {moves.map((move) => (
          <li key={move.at + move.to}>
            <span>
              {sentence(move.from)} → <strong>{sentence(move.to)}</strong>
              {move.reason ? `: ${move.reason}` : ''}
            </span>
            <span className="dim">
              {move.by} · <Instant at={move.at} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
