import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { Investigation } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo } from '#ui/place.ts'
import { RecordTable } from '#ui/RecordTable.tsx'
import { SegmentedControl } from '#ui/SegmentedControl.ts'
import { StateBadge, StatusBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { investigationStates } from './kind.ts'
import { OpenInvestigation } from './OpenInvestigation.tsx'
import classes from './safety.module.css'
import { t } from './strings.ts'

const w = t.investigations
const columns: Column<Investigation>[] = [
  {
    id: 'code',
    header: w.code,
    cell: (investigation) => (
      <AppLink to={`/safety/investigations/${investigation.id}`}>{investigation.code}</AppLink>
    ),
    text: (investigation) => investigation.code,
  },
  {
    id: 'title',
    header: w.what,
    cell: (investigation) => investigation.title,
    text: (investigation) => investigation.title,
  },
  {
    id: 'status',
    header: w.status,
    cell: (investigation) => <StateBadge of={investigationStates} state={investigation.status} />,
    text: (investigation) => labelOf('investigation.status', investigation.status),
  },
  {
    id: 'lead',
    header: w.lead,
    cell: (investigation) => investigation.leadName,
    text: (investigation) => investigation.leadName,
    isWide: true,
  },
  {
    id: 'report',
    header: w.report,
    cell: (investigation) =>
      investigation.reportId ? (
        <AppLink to={`/safety/reports/${investigation.reportId}`}>{investigation.reportCode ?? ''}</AppLink>
      ) : null,
    text: (investigation) => investigation.reportCode,
    isWide: true,
  },
  {
    id: 'preliminary',
    header: w.preliminary,
    sort: 'preliminaryDueOn',
    cell: (investigation) => <DateOf on={investigation.preliminaryDueOn} />,
    text: (investigation) => investigation.preliminaryDueOn,
    isWide: true,
  },
  {
    id: 'opened',
    header: w.opened,
    sort: 'createdAt',
    cell: (investigation) => <Instant at={investigation.createdAt} />,
    text: (investigation) => investigation.createdAt,
    isOptional: true,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: optionsOf('investigation.status'),
  },
  { id: 'open', label: w.open, options: t.yesNo },
  { id: 'preliminary_overdue', label: w.preliminaryOverdue, options: t.yesNo },
]

export default function InvestigationList() {
  const can = useCan()
  const go = useGo()
  const [view, setView] = useState('list')
  const [isOpening, setOpening] = useState(false)
  return (
    <>
      <PageHeader title={w.title}>
        <SegmentedControl
          aria-label={w.title}
          value={view}
          onChange={setView}
          data={[
            { value: 'list', label: w.list },
            { value: 'board', label: w.board },
          ]}
        />
        {can('openInvestigation') ? (
          <Button data-create onClick={() => setOpening(true)}>
            {w.create}
          </Button>
        ) : null}
      </PageHeader>
      {view === 'board' ? (
        <Board />
      ) : (
        <RecordTable
          id="investigations"
          label={w.title}
          columns={columns}
          subject="investigation"
          load={(query) => get('/api/v1/sms/investigations', { query })}
          filters={filters}
          rowName={(investigation) => investigation.code}
          rowLink={(investigation) => `/safety/investigations/${investigation.id}`}
          words={w}
        />
      )}
      {isOpening ? (
        <OpenInvestigation
          onClose={() => setOpening(false)}
          onOpened={(id) => void go(`/safety/investigations/${id}`)}
        />
      ) : null}
    </>
  )
}

/** A column for each status, so that stalled investigations are visible. */
function Board() {
  const { data } = useQuery({
    queryKey: ['investigation', 'board'],
    queryFn: () => get('/api/v1/sms/investigations', { query: { page_size: 100 } }),
  })
  const investigations = data?.items ?? []
  return (
    <div className={classes.board}>
      {optionsOf('investigation.status').map(({ value: status, label }) => {
        const here = investigations.filter((investigation) => investigation.status === status)
        return (
          <section key={status} className={classes.column} aria-label={label}>
            <h2>
              {label} <span className="dim">{here.length}</span>
            </h2>
            {here.map((investigation) => (
              <article key={investigation.id} className={classes.card}>
                <AppLink to={`/safety/investigations/${investigation.id}`}>{investigation.code}</AppLink>
                <span>{investigation.title}</span>
                <span className="dim">{investigation.leadName}</span>
                {isLate(investigation) ? <StatusBadge tone="amber">{w.preliminary}</StatusBadge> : null}
              </article>
            ))}
          </section>
        )
      })}
    </div>
  )
}

const isLate = (investigation: Investigation) =>
  investigation.preliminaryAt === null &&
  investigation.status !== 'completed' &&
  investigation.preliminaryDueOn <= new Date().toISOString().slice(0, 10)
