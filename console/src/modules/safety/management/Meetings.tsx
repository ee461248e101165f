import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { Meeting } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { meetingStates } from '../kind.ts'
import { bodyOf, meetingFields } from './meetingForm.ts'
import { t } from './strings.ts'

const w = t.meetings
const kinds = optionsOf('meeting.kind')
const statuses = optionsOf('meeting.status')

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
    cell: (meeting) => labelOf('meeting.kind', meeting.kind),
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
    cell: (meeting) => <StateBadge of={meetingStates} state={meeting.status} />,
    text: (meeting) => meeting.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: statuses },
  { id: 'kind', label: w.kind, options: kinds },
]

export default function Meetings() {
  const can = useCan()
  return (
    <RecordList
      id="meetings"
      subject="meeting"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/sms/meetings', { query })}
      rowName={(meeting) => meeting.title}
      rowLink={(meeting) => `/safety/meetings/${meeting.id}`}
      create={
        can('createMeeting') && {
          dialog: (onClose) => (
            <FieldDialog
              title={w.create}
              submitLabel={w.save}
              done={w.saved}
              changes={['meeting']}
              write="POST /api/v1/sms/meetings"
              fields={meetingFields}
              body={(values) => bodyOf(values)}
              onClose={onClose}
            />
          ),
        }
      }
    />
  )
}
