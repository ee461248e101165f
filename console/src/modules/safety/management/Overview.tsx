import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import type { SafetyMetrics } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { Tile, Tiles } from '#ui/TodayList.tsx'
import { digits, LevelBadge, unitOf } from './Indicators.tsx'
import { Matrix, NotationSwitch } from './Matrix.tsx'
import classes from './management.module.css'
import { SpiTrend } from './SpiTrend.tsx'
import { t } from './strings.ts'
import { Trends } from './Trends.tsx'

const w = t.overview

/** Safety performance on one page, for the accountable executive and the board. */
export default function Overview() {
  const metrics = useQuery({
    queryKey: ['summary', 'safety'],
    queryFn: () => get('/api/v1/sms/metrics'),
    staleTime: 0,
  })
  const spis = useQuery({
    queryKey: ['spi', 'overview'],
    queryFn: () => get('/api/v1/safety/spis', { query: { status: 'active', page_size: 100 } }),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        <NotationSwitch />
        <Button component="a" href="/api/v1/sms/board-report.pdf" download>
          {w.boardReport}
        </Button>
      </PageHeader>
      <Loaded query={metrics}>
        {(data) => (
          <div className={classes.stack}>
            <Standing metrics={data} />
            <Section title={w.reports}>
              <Trends metrics={data} />
            </Section>
            <Section title={w.risks}>
              <div className={classes.pair}>
                <Matrix
                  title={t.matrix.initial}
                  counts={data.hazards.byInitialCell}
                  link={(cell) => ({ initial_cell: cell, live: 'true' })}
                />
                <Matrix
                  title={t.matrix.residual}
                  counts={data.hazards.byResidualCell}
                  link={(cell) => ({ residual_cell: cell, live: 'true' })}
                />
              </div>
            </Section>
            <Section title={w.indicators}>
              <Loaded query={spis}>
                {({ items }) => (
                  <div className={classes.scroll}>
                    <table className={classes.plain} aria-label={w.indicators}>
                      <tbody>
                        {items.map((spi) => (
                          <tr key={spi.id}>
                            <td>
                              <AppLink to={`/safety/indicators/${spi.id}`}>{spi.name}</AppLink>
                            </td>
                            <td>
                              {digits(spi.rate)} {unitOf(spi)}
                            </td>
                            <td>
                              <SpiTrend id={spi.id} name={spi.name} />
                            </td>
                            <td>
                              {digits(spi.lower)} – {digits(spi.upper)}
                            </td>
                            <td>
                              <LevelBadge level={spi.level} />
                            </td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </div>
                )}
              </Loaded>
            </Section>
          </div>
        )}
      </Loaded>
    </>
  )
}

/** What needs a hand in color, the rest in a line. */
function Standing({ metrics }: { metrics: SafetyMetrics }) {
  const { reports, investigations, cpas, hazards, indicators, compliance, audits } = metrics
  const sum = (counts: Record<string, number>, ...names: string[]) =>
    names.reduce((total, name) => total + (counts[name] ?? 0), 0)
  const urgent: Line[] = [
    ['red', w.overdueActions, cpas.overdue, '/safety/actions', { overdue: 'true' }],
    [
      'red',
      w.overduePreliminary,
      investigations.preliminaryOverdue,
      '/safety/investigations',
      { preliminary_overdue: 'true' },
    ],
    [
      'red',
      w.intolerable,
      sum(hazards.byTolerability, 'intolerable'),
      '/safety/risks',
      { tolerability: 'intolerable', live: 'true' },
    ],
    ['red', w.overdueControls, hazards.controlOverdue, '/safety/risks', { control_overdue: 'true' }],
    ['amber', w.overdueReviews, hazards.reviewOverdue, '/safety/risks', { review_overdue: 'true' }],
    ['amber', w.alerts, indicators.inAlert, '/safety/indicators', { in_alert: 'true' }],
    ['amber', w.newReports, sum(reports.byStatus, 'new'), '/safety/reports', { status: 'new' }],
  ]
  const open: Line[] = [
    [undefined, w.openInvestigations, investigations.open, '/safety/investigations', { open: 'true' }],
    [undefined, w.openActions, cpas.open, '/safety/actions', { open: 'true' }],
    [
      undefined,
      w.awaitingVerification,
      cpas.awaitingVerification,
      '/safety/actions',
      { status: 'verification' },
    ],
    [undefined, w.unassessed, hazards.unassessed, '/safety/risks', { unassessed: 'true' }],
    [undefined, w.openFindings, audits.withOpenFindings, '/safety/audits', { open_findings: 'true' }],
    [
      undefined,
      w.compliance,
      sum(compliance.byStatus, 'implemented', 'verified'),
      '/safety/compliance',
      { status: 'implemented,verified' },
    ],
  ]
  const isSome = ([, , count]: Line) => count > 0
  const none = [...urgent, ...open].filter((line) => !isSome(line))
  return (
    <div className={classes.standing}>
      <Tiles>
        {urgent.filter(isSome).map(([tone, label, count, to, search]) => (
          <Tile key={label} label={label} value={count} to={to} search={search} tone={tone} />
        ))}
        <ReportTrend months={reports.byMonth} />
      </Tiles>
      <InLine lines={open.filter(isSome)} hasCount />
      {none.length > 0 ? <InLine title={w.none} lines={none} /> : null}
    </div>
  )
}

/** The reports of this month, beside those of the month before. */
function ReportTrend({ months }: { months: SafetyMetrics['reports']['byMonth'] }) {
  const [before, now] = months.slice(-2).map(({ counts }) => Object.values(counts).reduce((a, b) => a + b, 0))
  if (before === undefined || now === undefined) return null
  return <Tile label={w.thisMonth(before)} value={now} to="/safety/reports" />
}

/** Counts that need no hand, beside each other. */
function InLine({ title, lines, hasCount = false }: { title?: string; lines: Line[]; hasCount?: boolean }) {
  return (
    <p className={classes.quiet}>
      {title}{' '}
      {lines.map(([, label, count, to, search], index) => (
        <span key={label}>
          {index > 0 ? ' · ' : ''}
          <AppLink to={to} search={search}>
            {hasCount ? <b>{count}</b> : null} {label}
          </AppLink>
        </span>
      ))}
    </p>
  )
}

/** A count, with its tone if it needs a hand, and the list of what it counts. */
type Line = [
  tone: 'red' | 'amber' | undefined,
  label: string,
  count: number,
  to: string,
  search: Record<string, string>,
]
