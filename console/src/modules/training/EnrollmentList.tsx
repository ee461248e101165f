import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { formatDate } from '#ui/time.ts'
import { enrollmentStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.enrollments
type Enrollment = RecordOf<'training_enrollment'>

const columns: Column<Enrollment>[] = [
  {
    id: 'person',
    header: w.person,
    cell: (row) => <AppLink to={`/training/enrollments/${row.id}`}>{row.personName}</AppLink>,
    text: (row) => row.personName,
  },
  { id: 'program', header: w.program, cell: (row) => row.programCode, text: (row) => row.programCode },
  {
    id: 'instructor',
    header: w.instructor,
    cell: (row) => row.primaryInstructorName,
    text: (row) => row.primaryInstructorName,
    isWide: true,
  },
  {
    id: 'enrolledOn',
    header: w.enrolledOn,
    sort: 'enrolledOn',
    cell: (row) => formatDate(row.enrolledOn),
    text: (row) => row.enrolledOn,
  },
  {
    id: 'endedOn',
    header: w.endedOn,
    cell: (row) => row.endedOn && formatDate(row.endedOn),
    text: (row) => row.endedOn,
    isWide: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (row) => <StateBadge of={enrollmentStates} state={row.status} />,
    text: (row) => row.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: optionsOf('training_enrollment.status') },
]

export default function EnrollmentList() {
  const can = useCan()
  return (
    <RecordList
      id="training-enrollments"
      subject="training_enrollment"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/training/enrollments', { query })}
      rowName={(row) => row.personName}
      rowLink={(row) => `/training/enrollments/${row.id}`}
      create={can('createTrainingEnrollment') && { dialog: (onClose) => <EnrollDialog onClose={onClose} /> }}
    />
  )
}

/** @param revisionId the revision of the program whose page opened the dialog. */
export function EnrollDialog({ revisionId, onClose }: { revisionId?: string; onClose: () => void }) {
  return (
    <FieldDialog
      write="POST /api/v1/training/enrollments"
      title={w.create}
      submitLabel={w.submit}
      done={w.created}
      changes={['training_enrollment', 'training_revision', 'training_program']}
      fields={[
        { name: 'crewId', label: w.person },
        {
          name: 'revisionId',
          label: w.revision,
          kind: 'text',
          ...(revisionId ? { initial: revisionId } : {}),
        },
        { name: 'chiefInstructorId', label: w.chief },
        { name: 'primaryInstructorId', label: w.instructor },
        { name: 'enrolledOn', label: w.enrolledOn },
        { name: 'targetOn', label: w.target },
      ]}
      onClose={onClose}
    />
  )
}
