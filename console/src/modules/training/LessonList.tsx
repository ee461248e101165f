import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { formatDate } from '#ui/time.ts'
import { lessonStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.lessons
type Lesson = RecordOf<'training_lesson'>

const columns: Column<Lesson>[] = [
  {
    id: 'person',
    header: w.person,
    cell: (row) => <AppLink to={`/training/lessons/${row.id}`}>{row.personName}</AppLink>,
    text: (row) => row.personName,
  },
  {
    id: 'lesson',
    header: w.lesson,
    cell: (row) => `${row.lessonCode} ${row.lessonTitle}`,
    text: (row) => row.lessonCode,
  },
  {
    id: 'heldOn',
    header: w.date,
    sort: 'heldOn',
    cell: (row) => formatDate(row.heldOn),
    text: (row) => row.heldOn,
  },
  {
    id: 'instructor',
    header: w.instructor,
    cell: (row) => row.instructorName,
    text: (row) => row.instructorName,
    isWide: true,
  },
  {
    id: 'result',
    header: w.result,
    cell: (row) => labelOf('training_lesson.result', row.result),
    text: (row) => row.result,
    isWide: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (row) => <StateBadge of={lessonStates} state={row.status} />,
    text: (row) => row.status,
  },
]
const filters: Filter[] = [
  { id: 'status', label: w.status, options: optionsOf('training_lesson.status') },
  { id: 'lesson_result', label: w.result, options: optionsOf('training_lesson.result') },
]

export default function LessonList() {
  const can = useCan()
  const go = useGo()
  return (
    <RecordList
      id="training-lessons"
      subject="training_lesson"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/training/lessons', { query })}
      rowName={(row) => `${row.personName} ${row.lessonCode}`}
      rowLink={(row) => `/training/lessons/${row.id}`}
      create={can('createLessonRecord') && { open: () => go('/training/lessons/new') }}
    ></RecordList>
  )
}
