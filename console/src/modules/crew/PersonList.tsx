import { Button } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { Person } from '#api/types.ts'
import { qualificationColumns, useQualifications } from '#modules/compliance/standing.tsx'
import { AppLink } from '#ui/AppLink.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { personStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.list
const functionsOf = (person: Person) =>
  person.functions.map((name) => labelOf('crew_member.functions', name)).join(', ')
const certificateOf = (person: Person) =>
  [person.certificateType, person.certificateNumber].filter(Boolean).join(' ')

const identity: Column<Person>[] = [
  {
    id: 'name',
    header: w.name,
    sort: 'displayName',
    cell: (person) => <AppLink to={`/people/${person.id}`}>{person.displayName}</AppLink>,
    text: (person) => person.displayName,
  },
  { id: 'functions', header: w.functions, cell: functionsOf, text: functionsOf },
]
const details: Column<Person>[] = [
  {
    id: 'email',
    header: w.email,
    cell: (person) => person.email,
    text: (person) => person.email,
    isOptional: true,
  },
  {
    id: 'phone',
    header: w.phone,
    cell: (person) => person.phone,
    text: (person) => person.phone,
    isWide: true,
  },
  { id: 'certificate', header: w.certificate, cell: certificateOf, text: certificateOf, isWide: true },
  {
    id: 'base',
    header: w.base,
    cell: (person) => person.baseAirport,
    text: (person) => person.baseAirport,
    isWide: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (person) => <StateBadge of={personStates} state={person.status} />,
    text: (person) => person.status,
    isWide: true,
  },
  {
    id: 'employee',
    header: w.employee,
    cell: (person) => person.employeeNumber,
    text: (person) => person.employeeNumber,
    isOptional: true,
  },
]
const filters: Filter[] = [
  {
    id: 'function',
    label: w.function,
    options: optionsOf('crew_member.functions'),
  },
  {
    id: 'status',
    label: w.status,
    options: optionsOf('crew_member.status'),
  },
]

/** The people: what each does, whether they hold what is required, and what ends next. */
export default function PersonList() {
  const people = useQualifications()
  const columns = [...identity, ...(people.size > 0 ? qualificationColumns<Person>(people) : []), ...details]
  const can = useCan()
  const go = useGo()
  return (
    <RecordList
      id="people"
      subject="crew_member"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/ops/crew', { query })}
      rowName={(person) => person.displayName}
      rowLink={(person) => `/people/${person.id}`}
      onEdit={can('updateCrewMember') ? (person) => void go(`/people/${person.id}/edit`) : undefined}
      create={can('createCrewMember') && { open: () => void go('/people/new') }}
      emptyActions={
        can('createImport') ? (
          <Button
            variant="default"
            onClick={() => go('/settings/integrations/imports/new', { kind: 'people' })}
          >
            {w.importFile}
          </Button>
        ) : null
      }
    />
  )
}
