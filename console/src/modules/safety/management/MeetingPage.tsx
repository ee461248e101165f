import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, patch } from '#api/client.ts'
import { useParam } from '#shell/place.ts'
import { useCan } from '#shell/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { sentence } from '../../../strings.ts'
import { bodyOf, MeetingBadge, meetingFields } from './Meetings.tsx'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.meetings

/** One meeting: what was on the agenda, who came, what was said, and what follows. */
export default function MeetingPage() {
  const can = useCan()
  const id = useParam('id')
  const [isEditing, setEditing] = useState(false)
  const meeting = useQuery({
    queryKey: ['meeting', id],
    queryFn: () => get('/api/v1/sms/meetings/{id}', { path: { id } }),
  })
  const listed = (title: string, lines: string[]) => (
    <Section title={title}>
      {lines.length === 0 ? (
        <p className="dim">{t.none}</p>
      ) : (
        <ul className={classes.lines}>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Section>
  )
  return (
    <Loaded query={meeting}>
      {(data) => (
        <RecordPage
          title={data.title}
          id={data.id}
          badge={<MeetingBadge status={data.status} />}
          back={{ to: '/safety/meetings', label: w.back }}
          actions={
            can('updateMeeting') ? <Button onClick={() => setEditing(true)}>{w.editTitle}</Button> : null
          }
        >
          <Facts
            items={[
              [w.kind, sentence(data.kind)],
              [w.when, <Instant key="when" at={data.heldAt} />],
              [w.place, data.place],
            ]}
          />
          {listed(
            w.agenda,
            data.agenda.map(({ topic, notes }) => [topic, notes].filter(Boolean).join(': ')),
          )}
          {listed(
            w.attendees,
            data.attendees.map(({ name, function: office }) => [name, office].filter(Boolean).join(', ')),
          )}
          <Section title={w.minutes}>
            <p className={classes.text}>{data.minutes ?? <span className="dim">{t.none}</span>}</p>
          </Section>
          {listed(
            w.actions,
            data.actions.map(({ what, owner, dueOn }) => [what, owner, dueOn].filter(Boolean).join(' · ')),
          )}
          {isEditing ? (
            <FieldDialog
              title={w.editTitle}
              submitLabel={w.save}
              done={w.saved}
              changes={['meeting']}
              fields={meetingFields(data)}
              isChange
              onClose={() => setEditing(false)}
              send={(values) =>
                patch('/api/v1/sms/meetings/{id}', {
                  path: { id },
                  body: bodyOf(values, data),
                  version: data.version,
                })
              }
            />
          ) : null}
        </RecordPage>
      )}
    </Loaded>
  )
}
