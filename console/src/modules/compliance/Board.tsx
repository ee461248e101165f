import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { CompliancePerson } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo } from '#ui/place.ts'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useRecords } from '#ui/table/useRecords.ts'
import { arrangeRequirements, worstOf } from './boardColumns.ts'
import classes from './compliance.module.css'
import { ComplianceBadge, untilOf } from './complianceWords.tsx'
import { t } from './strings.ts'

const w = t.board
type Holding = CompliancePerson['holdings'][number]

const filters: Filter[] = [
  { id: 'status', label: w.status, options: optionsOf('compliance_person.status') },
  {
    id: 'function',
    label: w.function,
    options: optionsOf('crew_member.functions'),
  },
]

/** A row for each person and a column for each requirement. People who need action come first. */
export default function Board() {
  const can = useCan()
  const go = useGo()
  const requirements = useQuery({
    queryKey: ['compliance_requirement', 'active'],
    queryFn: () => get('/api/v1/compliance/requirements', { query: { status: 'active', page_size: 100 } }),
  })
  const {
    state,
    result: people,
    save,
  } = useRecords({
    subject: 'compliance_record',
    within: ['people'],
    sort: 'urgency',
    filters,
    load: (query) => get('/api/v1/compliance/people', { query }),
  })
  const { columns: shownRequirements, isFolded } = arrangeRequirements(
    requirements.data?.items ?? [],
    people.data?.items ?? [],
  )
  const columns: Column<CompliancePerson>[] = [
    {
      id: 'person',
      header: w.person,
      sort: 'displayName',
      cell: (person) => <AppLink to={`/people/${person.id}`}>{person.displayName}</AppLink>,
      text: (person) => person.displayName,
    },
    {
      id: 'standing',
      header: w.standing,
      sort: 'urgency',
      cell: (person) =>
        person.status ? (
          <Group gap={6} wrap="nowrap">
            <ComplianceBadge status={person.status} />
            <span className="dim">{worstOf(person)?.title}</span>
          </Group>
        ) : null,
      text: (person) => [person.status, worstOf(person)?.title].filter(Boolean).join(': '),
    },
    ...shownRequirements.map(
      ({ id, title }): Column<CompliancePerson> => ({
        id,
        header: title,
        isWide: true,
        cell: (person) => {
          const held = person.holdings.find((holding) => holding.requirementId === id)
          return held ? (
            <Held person={person} held={held} />
          ) : (
            <span className="dim" title={w.notAsked}>
              –
            </span>
          )
        },
        text: (person) => textOf(person.holdings.find((holding) => holding.requirementId === id)),
      }),
    ),
    {
      id: 'beyond',
      header: w.beyond,
      isWide: true,
      cell: (person) => (
        <span className={classes.beyond}>
          {beyond(person, isFolded).map((held) => (
            <Held key={held.recordId ?? held.title} person={person} held={held} isNamed />
          ))}
        </span>
      ),
      text: (person) =>
        beyond(person, isFolded)
          .map((held) => `${held.title} ${textOf(held)}`)
          .join('; '),
    },
  ]
  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        <Button variant="default" onClick={() => go('/compliance/requirements')}>
          {w.requirements}
        </Button>
        <Button variant="default" onClick={() => go('/compliance/records')}>
          {w.records}
        </Button>
        {can('createComplianceRecord') ? (
          <Button data-create onClick={() => go('/compliance/records/new')}>
            {t.records.create}
          </Button>
        ) : null}
      </PageHeader>
      {requirements.data?.total === 0 && can('createComplianceRequirement') ? (
        <div className={classes.notice}>
          <Notice tone="info">
            {w.noRequirements} <AppLink to="/compliance/requirements">{w.addRequirement}</AppLink>
          </Notice>
        </div>
      ) : null}
      <DataTable
        id="compliance-board"
        label={w.title}
        columns={columns}
        result={people}
        save={save}
        state={state}
        filters={filters}
        rowName={(person) => person.displayName}
        rowLink={(person) => `/people/${person.id}`}
        words={w}
      />
    </>
  )
}

// What few people need has no column of its own. Valid records that no requirement asks for would only clutter the board.
const beyond = (person: CompliancePerson, isFolded: (held: Holding) => boolean) =>
  person.holdings.filter((held) =>
    held.requirementId === null ? held.status !== 'compliant' : isFolded(held),
  )

const textOf = (held: Holding | undefined) =>
  held
    ? `${labelOf('compliance_record.status', held.status)}${held.recordId ? ` ${untilOf(held.expiresOn)}` : ''}`
    : null

function Held({
  person,
  held,
  isNamed = false,
}: {
  person: CompliancePerson
  held: Holding
  isNamed?: boolean
}) {
  const can = useCan()
  if (held.recordId === null) {
    const badge = (
      <ComplianceBadge status="missing">
        {isNamed ? w.missingNamed(held.title) : labelOf('compliance_record.status', 'missing')}
      </ComplianceBadge>
    )
    return can('createComplianceRecord') ? (
      <AppLink
        to="/compliance/records/new"
        search={{ person: person.id, kind: held.kind }}
        title={w.missing(held.title, person.displayName)}
        className={classes.cell}
      >
        {badge}
      </AppLink>
    ) : (
      badge
    )
  }
  const until = untilOf(held.expiresOn)
  return (
    <AppLink
      to={`/compliance/records/${held.recordId}`}
      title={w.held(held.title, labelOf('compliance_record.status', held.status), until)}
      className={classes.cell}
    >
      <ComplianceBadge status={held.status}>{isNamed ? `${held.title} ${until}` : until}</ComplianceBadge>
    </AppLink>
  )
}
