import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { onUse } from '#ui/onUse.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { actionStates, meetingStates } from '../kind.ts'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.meetings
const EditMeeting = onUse(async () => (await import('./EditMeeting.tsx')).EditMeeting)
const NewAction = onUse(async () => (await import('../NewAction.tsx')).NewAction)

/** One meeting: agenda, attendees, minutes and actions. */
export default function MeetingPage() {
  const can = useCan()
  const id = useParam('id')
  const [isEditing, setEditing] = useState(false)
  const [making, setMaking] = useState<number | null>(null)
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
          badge={<StateBadge of={meetingStates} state={data.status} />}
          back={{ to: '/safety/meetings', label: w.back }}
          actions={
            can('updateMeeting') ? <Button onClick={() => setEditing(true)}>{w.editTitle}</Button> : null
          }
        >
          <Facts
            items={[
              [w.kind, labelOf('meeting.kind', data.kind)],
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
          <Section title={w.actions}>
            <PlainTable
              label={w.actions}
              rows={data.actions.map((action, index) => ({ ...action, index }))}
              rowKey={({ index }) => String(index)}
              empty={t.none}
              row={({ what, owner, dueOn, cpaId, index }) => {
                const cpa = data.cpas.find(({ id }) => id === cpaId)
                return (
                  <>
                    <td>{[what, owner].filter(Boolean).join(' · ')}</td>
                    <td>
                      <DateOf on={cpa?.dueOn ?? dueOn ?? null} />
                    </td>
                    <td>{cpa ? <StateBadge of={actionStates} state={cpa.status} /> : null}</td>
                    <td>
                      {cpa ? (
                        <AppLink to={`/safety/actions/${cpa.id}`}>{cpa.code}</AppLink>
                      ) : can('makeMeetingCpa') ? (
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={w.createActionFrom(what)}
                          onClick={() => setMaking(index)}
                        >
                          {w.createAction}
                        </Button>
                      ) : null}
                    </td>
                  </>
                )
              }}
            />
          </Section>
          {making === null ? null : (
            <NewAction
              initial={{
                title: data.actions[making]?.what.slice(0, 200),
                dueOn: data.actions[making]?.dueOn ?? undefined,
              }}
              createAction={({ reportId: _r, investigationId: _i, findingId: _f, ...body }) =>
                post('/api/v1/sms/meetings/{id}/cpas', { path: { id }, body: { ...body, action: making } })
              }
              onClose={() => setMaking(null)}
            />
          )}
          {isEditing ? <EditMeeting meeting={data} onClose={() => setEditing(false)} /> : null}
        </RecordPage>
      )}
    </Loaded>
  )
}
