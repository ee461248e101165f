import { useQuery } from '@tanstack/react-query'
import type { Answer } from '#api/answer.ts'
import { get } from '#api/client.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { t } from './strings.ts'

const w = t.student
type ProgressForm = Answer<'GET', '/api/v1/training/enrollments/{id}/progress'>

/** What stands between the student and graduation. The items are one line, because the list above has them. */
export function Missing({ missing }: Pick<ProgressForm, 'missing'>) {
  const items = missing.filter(({ field }) => field === 'item')
  return (
    <Section title={w.missing}>
      <ul>
        {items.length > 0 ? <li>{w.itemsMissing(items.length)}</li> : null}
        {missing
          .filter(({ field }) => field !== 'item')
          .map(({ message }) => (
            <li key={message}>{message}</li>
          ))}
      </ul>
    </Section>
  )
}

/** The flight time that the practical test asks for, requirement by requirement. */
export function Experience({ enrollmentId }: { enrollmentId: string }) {
  const experience = useQuery({
    queryKey: ['training_enrollment', enrollmentId, 'experience'],
    queryFn: () => get('/api/v1/training/enrollments/{id}/experience', { path: { id: enrollmentId } }),
  })
  return (
    <Section title={w.experience}>
      <Loaded query={experience}>
        {({ requirements }) => (
          <PlainTable
            label={w.experience}
            rows={requirements}
            rowKey={({ title }) => title}
            row={({ citation, title, countedMinutes, requiredMinutes, shortMinutes }) => (
              <>
                <td>
                  {title}
                  <div className="dim">{citation}</div>
                </td>
                <td>{`${countedMinutes} / ${requiredMinutes} min`}</td>
                <td>{w.short(shortMinutes)}</td>
              </>
            )}
          />
        )}
      </Loaded>
    </Section>
  )
}
