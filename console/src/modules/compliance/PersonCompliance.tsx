import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { useCan, useSession } from '#api/session.ts'
import { Hero } from '#ui/Hero.tsx'
import { useGo } from '#ui/place.ts'
import { Section } from '#ui/RecordPage.tsx'
import { formatDate } from '#ui/time.ts'
import { leftOf } from './complianceWords.tsx'
import { HeldRows } from './HeldRows.tsx'
import { type Held, rowsOf } from './holdings.ts'
import { t } from './strings.ts'

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
  const rows = rowsOf(person?.holdings ?? [])
  return (
    <>
      <Ends rows={rows} />
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
        <HeldRows rows={rows} empty={w.none} />
      </Section>
    </>
  )
}

const tones = { expired: 'red', missing: 'red', expiring: 'amber', compliant: undefined } as const
const tileCount = 4

/** What is missing or ends first, in large figures. */
function Ends({ rows }: { rows: Held[] }) {
  const tiles = rows.flatMap(({ main, also, status }) => {
    const ends = [main, ...also].flatMap(({ expiresOn }) => expiresOn ?? []).toSorted()
    const [end] = ends
    const tone = tones[status]
    if (status === 'missing') return [{ label: main.title, value: w.missing, tone }]
    return end ? [{ label: main.title, value: leftOf(end), hint: formatDate(end), tone }] : []
  })
  return tiles.length > 0 ? <Hero label={w.ends} items={tiles.slice(0, tileCount)} /> : null
}
