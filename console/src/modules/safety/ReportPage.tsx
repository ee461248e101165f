import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { SafetyReportInFull } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Files } from '#ui/Files.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { Steps } from '#ui/Steps.tsx'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { Clocks } from './Clocks.tsx'
import { reportStates, reportWay } from './kind.ts'
import { Mailbox } from './Mailbox.tsx'
import { Moves } from './Moves.tsx'
import { ReportActions } from './ReportActions.tsx'
import { ReportWork } from './ReportWork.tsx'
import classes from './safety.module.css'
import { t } from './strings.ts'

const w = t.page

export default function ReportPage() {
  const id = useParam('id')
  const report = useQuery({
    queryKey: ['safety_report', id],
    queryFn: () => get('/api/v1/sms/reports/{id}', { path: { id } }),
  })
  return <Loaded query={report}>{(data) => <ReportRecord report={data} />}</Loaded>
}

function ReportRecord({ report }: { report: SafetyReportInFull }) {
  const can = useCan()
  const handles = can('triageReport')
  const attach = useAction({
    run: (file: File) =>
      post('/api/v1/sms/reports/{id}/files', {
        path: { id: report.id },
        query: { filename: file.name },
        body: new Blob([file], { type: file.type || 'application/octet-stream' }) as never,
        headers: { 'Content-Type': file.type || 'application/octet-stream' },
      }),
    done: s.files.attached,
    changes: ['safety_report'],
  })
  return (
    <RecordPage
      title={`${report.code} · ${report.title}`}
      documentTitle={report.code}
      id={report.id}
      badge={<StateBadge of={reportStates} state={report.status} />}
      back={{ to: '/safety/reports', label: w.back }}
      actions={handles && !report.isPartial ? <ReportActions report={report} /> : null}
      hasTimeline={handles}
    >
      {report.isPartial ? <Notice tone="info">{w.published}</Notice> : null}
      {report.isPartial ? null : (
        <Steps field="safety_report.status" order={reportWay} current={report.status} moves={report.moves} />
      )}
      <Section title={w.narrative}>
        <p className={classes.narrative}>{report.description}</p>
      </Section>
      {report.outcome ? (
        <Section title={w.outcomeTitle}>
          <p className={classes.narrative}>{report.outcome}</p>
        </Section>
      ) : null}
      <Facts items={factsOf(report)} />
      {report.isPartial ? null : (
        <>
          <Files
            title={s.files.title}
            files={report.files}
            href={(file) => `/api/v1/sms/reports/${report.id}/files/${file.id}`}
            onAttach={handles || report.isOwn ? (file) => attach.mutate(file) : undefined}
            isAttaching={attach.isPending}
          />
          <Mailbox report={report} />
          {handles ? (
            <>
              <ReportWork report={report} />
              <Clocks report={report} />
            </>
          ) : null}
          <Moves moves={report.moves} />
        </>
      )}
    </RecordPage>
  )
}

function factsOf(report: SafetyReportInFull): [string, React.ReactNode][] {
  const { people } = report
  const rating = [report.initialLikelihood ?? '', report.initialSeverity ?? ''].join('')
  return [
    [t.list.type, labelOf('safety_report.type', report.type)],
    [t.list.category, labelOf('safety_report.category', report.category)],
    [t.list.mode, labelOf('safety_report.mode', report.mode)],
    [t.list.occurred, <Instant key="occurred" at={report.occurredAt} />],
    [t.list.received, <Instant key="received" at={report.createdAt} />],
    [t.list.place, report.place],
    [
      t.list.aircraft,
      report.aircraftId ? (
        <AppLink key="aircraft" to={`/aircraft/${report.aircraftId}`}>
          {report.aircraftRegistration ?? ''}
        </AppLink>
      ) : (
        report.aircraftRegistration
      ),
    ],
    [
      w.facts.flight,
      report.flightId ? (
        <AppLink key="flight" to={`/flights/${report.flightId}`}>
          {report.flightId}
        </AppLink>
      ) : null,
    ],
    [w.facts.risk, rating],
    [w.facts.reporter, reporterLabel(report)],
    [w.facts.handler, report.handlerName],
    [w.facts.people, people.map(({ displayName }) => displayName).join(', ')],
    [w.facts.external, report.externalReference],
  ]
}

function reporterLabel({ reporter, mode }: SafetyReportInFull): string | null {
  if (reporter.known === 'named') return reporter.name
  if (reporter.known === 'nobody') return mode === 'anonymous' ? w.facts.anonymous : w.facts.unknown
  return w.facts[reporter.known]
}
