import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { CompliancePerson } from '#api/types.ts'
import { Instant } from '#ui/Instant.tsx'
import type { Column } from '#ui/table/column.ts'
import { worstOf } from './boardColumns.ts'
import { ComplianceBadge, leftOf } from './complianceWords.tsx'
import { nextEnd } from './holdings.ts'
import { t } from './strings.ts'

const w = t.standing

async function everyPerson(): Promise<CompliancePerson[]> {
  const people: CompliancePerson[] = []
  for (let page = 1, pages = 1; page <= pages; page++) {
    const next = await get('/api/v1/compliance/people', { query: { page, page_size: 100 } })
    people.push(...next.items)
    pages = next.total_pages
  }
  return people
}

/** What each active person holds, by the ID of the person. */
export function useQualifications(): ReadonlyMap<string, CompliancePerson> {
  const can = useCan()
  const people = useQuery({
    queryKey: ['compliance_record', 'standing'],
    queryFn: everyPerson,
    enabled: can('listCompliancePeople'),
  })
  return new Map(people.data?.map((person) => [person.id, person]))
}

const nextText = (person: CompliancePerson | undefined) => {
  const next = person && nextEnd(person.holdings)
  return next ? `${next.title}: ${leftOf(next.expiresOn)}` : ''
}

/** Whether a person holds what is required, and what ends next: columns for any list of people. */
export function qualificationColumns<Row extends { id: string }>(
  people: ReadonlyMap<string, CompliancePerson>,
): Column<Row>[] {
  return [
    {
      id: 'qualifications',
      header: w.qualifications,
      cell: (row) => {
        const person = people.get(row.id)
        return person?.status ? (
          <Group gap={6} wrap="nowrap">
            <ComplianceBadge status={person.status} />
            <span className="dim">{worstOf(person)?.title}</span>
          </Group>
        ) : null
      },
      text: (row) => {
        const person = people.get(row.id)
        return person?.status ? labelOf('compliance_record.status', person.status) : null
      },
    },
    {
      id: 'lastFlown',
      header: w.lastFlown,
      isWide: true,
      cell: (row) => {
        const at = people.get(row.id)?.lastFlownAt
        return at ? <Instant at={at} relative /> : null
      },
      text: (row) => people.get(row.id)?.lastFlownAt ?? null,
    },
    {
      id: 'nextEnd',
      header: w.next,
      isWide: true,
      cell: (row) => nextText(people.get(row.id)),
      text: (row) => nextText(people.get(row.id)),
    },
  ]
}
