import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Section } from '#ui/RecordPage.tsx'
import { formatDate } from '#ui/time.ts'
import { instructor as w } from './signStrings.ts'

/** What an instructor has to keep for three years: endorsements, stage checks and tests. */
export default function InstructorPage() {
  const id = useParam('id')
  const record = useQuery({
    queryKey: ['training_endorsement', 'instructor', id],
    queryFn: () => get('/api/v1/training/instructors/{id}/record', { path: { id } }),
  })
  return (
    <Loaded query={record}>
      {({ instructorName, from, lessonsSigned, entries }) => (
        <>
          <PageHeader
            title={w.title(instructorName)}
            hint={w.since(formatDate(from))}
            back={{ to: '/training', label: w.back }}
          />
          <p className="dim">{w.lessons(lessonsSigned)}</p>
          <Section title={w.entries}>
            <PlainTable
              label={w.entries}
              rows={entries}
              rowKey={({ on, kind, crewId, what }) => `${on} ${kind} ${crewId} ${what}`}
              empty={w.empty}
              row={({ on, kind, crewId, personName, what }) => (
                <>
                  <td>{formatDate(on)}</td>
                  <td>
                    {what}
                    <div className="dim">{labelOf('getInstructorRecord.entries.kind', kind)}</div>
                  </td>
                  <td>
                    <AppLink to={`/people/${crewId}`}>{personName}</AppLink>
                  </td>
                </>
              )}
            />
          </Section>
        </>
      )}
    </Loaded>
  )
}
