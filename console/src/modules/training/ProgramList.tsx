import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { programStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.programs
type Program = RecordOf<'training_program'>

const columns: Column<Program>[] = [
  {
    id: 'code',
    header: w.code,
    sort: 'code',
    cell: (row) => <AppLink to={`/training/programs/${row.id}`}>{row.code}</AppLink>,
    text: (row) => row.code,
  },
  { id: 'title', header: w.name, cell: (row) => row.title, text: (row) => row.title },
  {
    id: 'authority',
    header: w.authority,
    cell: (row) => labelOf('training_program.authority', row.authority),
    text: (row) => row.authority,
    isWide: true,
  },
  {
    id: 'revision',
    header: w.revision,
    cell: (row) => row.currentRevisionNumber,
    text: (row) => row.currentRevisionNumber,
    isNumeric: true,
    isWide: true,
  },
  {
    id: 'enrolled',
    header: w.enrolled,
    cell: (row) => row.enrolledCount,
    text: (row) => row.enrolledCount,
    isNumeric: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (row) => <StateBadge of={programStates} state={row.status} />,
    text: (row) => row.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: optionsOf('training_program.status') },
  { id: 'authority', label: w.authority, options: optionsOf('training_program.authority') },
]

export default function ProgramList() {
  const can = useCan()
  const go = useGo()
  return (
    <RecordList
      id="training-programs"
      subject="training_program"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/training/programs', { query })}
      rowName={(row) => row.title}
      rowLink={(row) => `/training/programs/${row.id}`}
      create={
        can('createTrainingProgram') && {
          dialog: (onClose) => (
            <FieldDialog
              write="POST /api/v1/training/programs"
              title={w.create}
              submitLabel={w.submit}
              done={w.created}
              changes={['training_program']}
              fields={[
                { name: 'code', label: w.code },
                { name: 'title', label: w.name },
                { name: 'authority', label: w.authority },
                { name: 'courseReference', label: w.reference },
                { name: 'chiefInstructorId', label: w.chief },
              ]}
              onDone={(program) => go(`/training/programs/${program.id}`)}
              onClose={onClose}
            />
          ),
        }
      }
    />
  )
}
