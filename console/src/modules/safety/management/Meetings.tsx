import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, patch, post } from '#api/client.ts'
import type { Answer } from '#api/contract.ts'
import { useParam } from '#shell/place.ts'
import { useCan } from '#shell/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Instant } from '#ui/Instant.tsx'
import { IconPlus } from '#ui/icons.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { sentence } from '../../../strings.ts'
import { FieldDialog, type FieldSpec } from './FieldDialog.tsx'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.meetings
type Meeting = Answer<'GET', '/api/v1/sms/meetings/{id}'>
const words = (values: string[]) => values.map((value) => ({ value, label: sentence(value) }))
const kinds = words(['safety_committee', 'review_board', 'safety_meeting', 'emergency_exercise', 'other'])
const statuses = words(['planned', 'held', 'cancelled'])

const fieldsOf = (meeting?: Meeting): FieldSpec[] => [
  { name: 'title', label: w.name, isRequired: true, initial: meeting?.title },
  { name: 'kind', label: w.kind, kind: 'select', options: kinds, isRequired: true, initial: meeting?.kind },
  {
    name: 'heldAt',
    label: `${w.when} (UTC)`,
    kind: 'instant',
    isRequired: true,
    initial: meeting?.heldAt.slice(0, 16),
  },
  { name: 'place', label: w.place, initial: meeting?.place ?? '' },
  {
    name: 'status',
    label: w.status,
    kind: 'select',
    options: statuses,
    isRequired: true,
    initial: meeting?.status ?? 'planned',
  },
  {
    name: 'agenda',
    label: w.agenda,
    kind: 'area',
    hint: w.agendaHint,
    initial: meeting?.agenda.map(({ topic }) => topic).join('\n'),
  },
  {
    name: 'attendees',
    label: w.attendees,
    kind: 'area',
    hint: w.attendeesHint,
    initial: meeting?.attendees.map(({ name }) => name).join('\n'),
  },
  { name: 'minutes', label: w.minutes, kind: 'area', initial: meeting?.minutes ?? '' },
  {
    name: 'actions',
    label: w.actions,
    kind: 'area',
    hint: w.actionsHint,
    initial: meeting?.actions.map(({ what }) => what).join('\n'),
  },
]

/** Lines of text as the lists of the API; a line that was there keeps what else is known of it. */
function bodyOf(values: Record<string, string | number | null>, meeting?: Meeting) {
  const lines = (name: string) =>
    String(values[name] ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  const keep = <One extends object>(known: One[] | undefined, field: keyof One, line: string) =>
    known?.find((one) => one[field] === line) ?? { [field]: line }
  return {
    ...values,
    agenda: lines('agenda').map((line) => keep(meeting?.agenda, 'topic', line)),
    attendees: lines('attendees').map((line) => keep(meeting?.attendees, 'name', line)),
    actions: lines('actions').map((line) => keep(meeting?.actions, 'what', line)),
  } as never
}

const MeetingBadge = ({ status }: { status: string }) => (
  <StatusBadge tone={status === 'held' ? 'green' : status === 'planned' ? 'info' : 'neutral'}>
    {sentence(status)}
  </StatusBadge>
)

const columns: Column<Meeting>[] = [
  {
    id: 'title',
    header: w.name,
    cell: (meeting) => <AppLink to={`/safety/meetings/${meeting.id}`}>{meeting.title}</AppLink>,
    text: (meeting) => meeting.title,
  },
  {
    id: 'kind',
    header: w.kind,
    isWide: true,
    cell: (meeting) => sentence(meeting.kind),
    text: (meeting) => meeting.kind,
  },
  {
    id: 'when',
    header: w.when,
    sort: 'heldAt',
    cell: (meeting) => <Instant at={meeting.heldAt} />,
    text: (meeting) => meeting.heldAt,
  },
  {
    id: 'status',
    header: w.status,
    cell: (meeting) => <MeetingBadge status={meeting.status} />,
    text: (meeting) => meeting.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: statuses },
  { id: 'kind', label: w.kind, options: kinds },
]

export default function Meetings() {
  const can = useCan()
  const state = useListState({ filters: ['status', 'kind'], sort: '-heldAt' })
  const [isAdding, setAdding] = useState(false)
  const meetings = useQuery({
    queryKey: ['meeting', state.query],
    queryFn: () => get('/api/v1/sms/meetings', { query: state.query }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHeader title={w.title}>
        {can('createMeeting') ? (
          <Button
            data-create
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {w.create}
          </Button>
        ) : null}
      </PageHeader>
      <DataTable
        id="meetings"
        label={w.title}
        columns={columns}
        result={meetings}
        state={state}
        filters={filters}
        rowKey={(meeting) => meeting.id}
        rowName={(meeting) => meeting.title}
        rowLink={(meeting) => `/safety/meetings/${meeting.id}`}
        empty={<EmptyState title={w.empty} hint={w.emptyHint} />}
      />
      {isAdding ? (
        <FieldDialog
          title={w.create}
          submitLabel={w.save}
          done={w.saved}
          changes={['meeting']}
          fields={fieldsOf()}
          onClose={() => setAdding(false)}
          send={(values) => post('/api/v1/sms/meetings', { body: bodyOf(values) })}
        />
      ) : null}
    </>
  )
}

export function MeetingPage() {
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
              fields={fieldsOf(data)}
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
