import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan, useSession } from '#api/session.ts'
import type { CompliancePerson } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { useGo } from '#ui/place.ts'
import { Section } from '#ui/RecordPage.tsx'
import classes from './compliance.module.css'
import { ComplianceBadge, untilOf } from './complianceWords.tsx'
import { t } from './strings.ts'

/** The kind of what is held, where its title is another. */
function kindBeside({ kind, title }: CompliancePerson['holdings'][number]): string | null {
  const label = labelOf('compliance_person.holdings.kind', kind)
  return label === title ? null : label
}

const w = t.person

/** On a person's page: required and other records. Shown to members who may see them. */
export function PersonCompliance({ crewId }: { crewId: string }) {
  const can = useCan()
  const go = useGo()
  const { crewId: ownId } = useSession()
  const people = useQuery({
    queryKey: ['compliance_record', 'person', crewId],
    queryFn: () => get('/api/v1/compliance/people', { query: { person: crewId } }),
  })
  const [person] = people.data?.items ?? []
  // Members who may only see their own records get no data about others.
  if (!person && ownId !== crewId) return null
  return (
    <Section
      title={w.title}
      actions={
        can('createComplianceRecord') ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => go('/compliance/records/new', { person: crewId })}
          >
            {t.records.create}
          </Button>
        ) : null
      }
    >
      {person && person.holdings.length > 0 ? (
        <ul className={classes.rows}>
          {person.holdings.map((held) => (
            <li key={`${held.requirementId} ${held.recordId}`}>
              {held.recordId ? (
                <AppLink to={`/compliance/records/${held.recordId}`}>{held.title}</AppLink>
              ) : (
                <b>{held.title}</b>
              )}
              <span className="dim">
                {[kindBeside(held), held.recordId ? untilOf(held.expiresOn) : null]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <ComplianceBadge status={held.status} />
            </li>
          ))}
        </ul>
      ) : (
        <p className="dim">{w.none}</p>
      )}
    </Section>
  )
}
