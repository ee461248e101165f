import { labelOf } from '#api/label.ts'
import { AppLink } from '#ui/AppLink.tsx'
import classes from './compliance.module.css'
import { ComplianceBadge, untilOf, untilWithDays } from './complianceWords.tsx'
import type { Held } from './holdings.ts'

/** The kind of what is held, where its title is another. */
function kindBeside({ kind, title }: Held['main']): string | null {
  const label = labelOf('compliance_person.holdings.kind', kind)
  return label === title ? null : label
}

/** What a person holds or misses, a row each. */
export function HeldRows({ rows, isPending, empty }: { rows: Held[]; isPending?: boolean; empty?: string }) {
  return (
    <ul className={classes.rows} aria-busy={isPending}>
      {rows.map(({ main: held, also, status }) => (
        <li key={`${held.requirementId} ${held.recordId}`}>
          {held.recordId ? (
            <AppLink to={`/compliance/records/${held.recordId}`}>{held.title}</AppLink>
          ) : (
            <b>{held.title}</b>
          )}
          <span className="dim">
            {[
              kindBeside(held),
              held.recordId ? untilWithDays(held.expiresOn) : null,
              ...also.map(({ title, expiresOn }) => `${title}: ${untilOf(expiresOn)}`),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <ComplianceBadge status={status} />
        </li>
      ))}
      {rows.length === 0 && !isPending ? <li className="dim">{empty}</li> : null}
    </ul>
  )
}
