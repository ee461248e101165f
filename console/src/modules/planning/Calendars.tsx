import { useState } from 'react'
import { get, post, remove } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Instant } from '#ui/Instant.tsx'
import { LinkList, NewLinkDialog } from '#ui/LinkList.tsx'
import type { Column } from '#ui/table/column.ts'
import { BookingMessages } from './BookingMessages.tsx'
import { t } from './strings.ts'

const w = t.calendars
type Feed = RecordOf<'calendar_feed'>

const columns: Column<Feed>[] = [
  { id: 'subject', header: w.subject, cell: (feed) => feed.subjectName, text: (feed) => feed.subjectName },
  {
    id: 'kind',
    header: w.kind,
    cell: (feed) => labelOf('calendar_feed.subjectType', feed.subjectType),
    text: (feed) => feed.subjectType,
  },
  {
    id: 'fetched',
    header: w.fetched,
    cell: (feed) => <Instant at={feed.lastFetchedAt} relative />,
    text: (feed) => feed.lastFetchedAt,
  },
]

/** The calendars that other programs read. */
export default function Calendars() {
  return (
    <>
      <LinkList
        id="calendar-feeds"
        subject="calendar_feed"
        words={w}
        back={{ to: '/schedule', label: t.schedule.title }}
        columns={columns}
        load={(query) => get('/api/v1/planning/feeds', { query })}
        rowName={(feed) => feed.subjectName}
        create={(onClose) => <NewCalendar onClose={onClose} />}
        revoke={({ id }) => remove('/api/v1/planning/feeds/{id}', { path: { id } })}
      />
      <BookingMessages />
    </>
  )
}

function NewCalendar({ onClose }: { onClose: () => void }) {
  const [address, setAddress] = useState<string | null>(null)
  const record = useRecordForm({
    initial: {
      personId: null as string | null,
      aircraftId: null as string | null,
      resourceId: null as string | null,
    },
    send: ({ personId, aircraftId, resourceId }) => {
      const subjectId = aircraftId ?? resourceId ?? personId
      return post('/api/v1/planning/feeds', { body: subjectId ? { subjectId } : {} })
    },
    changes: ['calendar_feed'],
    onDone: (feed) => setAddress(feed.url),
  })
  const field = record.form.getInputProps
  return (
    <NewLinkDialog
      words={{ ...w, createTitle: w.create, submit: w.create }}
      address={address}
      record={record}
      onClose={onClose}
    >
      <p className="dim">{w.choose}</p>
      <RecordField kind="crew_member" label={w.person} clearable {...field('personId')} />
      <RecordField kind="aircraft" label={w.aircraft} clearable {...field('aircraftId')} />
      <RecordField kind="planning_resource" label={w.resource} clearable {...field('resourceId')} />
    </NewLinkDialog>
  )
}
