import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { SafetyAudit } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { auditStates, findingStates } from '../kind.ts'
import { auditFields } from './Audits.tsx'
import { t } from './strings.ts'

const w = t.audits

export default function AuditPage() {
  const id = useParam('id')
  const audit = useQuery({
    queryKey: ['safety_audit', id],
    queryFn: () => get('/api/v1/safety/audits/{id}', { path: { id } }),
  })
  return <Loaded query={audit}>{(data) => <AuditRecord audit={data} />}</Loaded>
}

function AuditRecord({ audit }: { audit: SafetyAudit }) {
  const can = useCan()
  const [isEditing, setEditing] = useState(false)
  return (
    <RecordPage
      title={audit.title}
      id={audit.id}
      badge={<StateBadge of={auditStates} state={audit.status} />}
      back={{ to: '/safety/audits', label: w.back }}
      actions={
        can('updateSafetyAudit') ? (
          <Button variant="default" onClick={() => setEditing(true)}>
            {w.editTitle}
          </Button>
        ) : null
      }
    >
      <Facts
        items={[
          [w.kind, labelOf('safety_audit.kind', audit.kind)],
          [w.lead, audit.leadAuditor],
          [w.starts, <DateOf key="starts" on={audit.startsOn} />],
          [w.ends, <DateOf key="ends" on={audit.endsOn} />],
          [w.standard, audit.standard],
          [w.audited, audit.audited],
          [w.summary, audit.summary],
        ]}
      />
      <Findings auditId={audit.id} />
      {isEditing ? (
        <FieldDialog
          title={w.editTitle}
          submitLabel={w.save}
          done={w.saved}
          changes={['safety_audit']}
          write="PATCH /api/v1/safety/audits/{id}"
          path={{ id: audit.id }}
          record={audit}
          fields={auditFields}
          onClose={() => setEditing(false)}
        />
      ) : null}
    </RecordPage>
  )
}

function Findings({ auditId }: { auditId: string }) {
  const can = useCan()
  const [dialog, setDialog] = useState<
    { kind: 'add' } | { kind: 'report' | 'resolve'; id: string; title: string } | null
  >(null)
  const close = () => setDialog(null)
  const findings = useQuery({
    queryKey: ['audit_finding', auditId],
    queryFn: () => get('/api/v1/safety/audit-findings', { query: { audit_id: auditId, page_size: 100 } }),
  })
  return (
    <Section
      title={w.findings}
      actions={
        can('createAuditFinding') ? (
          <Button variant="default" onClick={() => setDialog({ kind: 'add' })}>
            {w.addFinding}
          </Button>
        ) : null
      }
    >
      <Loaded query={findings}>
        {({ items }) => (
          <PlainTable
            label={w.findings}
            rows={items}
            rowKey={(finding) => finding.id}
            empty={t.none}
            row={(finding) => (
              <>
                <td>
                  <b>{finding.title}</b>
                  <div className="dim">{finding.resolution ?? finding.description}</div>
                </td>
                <td>{labelOf('audit_finding.grade', finding.grade)}</td>
                <td>{finding.requirement}</td>
                <td>
                  <StateBadge of={findingStates} state={finding.status} />
                </td>
                <td>
                  {finding.reportId ? (
                    <AppLink to={`/safety/reports/${finding.reportId}`}>{w.openReport}</AppLink>
                  ) : can('reportFinding') ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      onClick={() => setDialog({ kind: 'report', id: finding.id, title: finding.title })}
                    >
                      {w.report}
                    </Button>
                  ) : null}{' '}
                  {finding.status === 'open' && can('updateAuditFinding') ? (
                    <Button
                      size="compact-xs"
                      variant="default"
                      onClick={() => setDialog({ kind: 'resolve', id: finding.id, title: finding.title })}
                    >
                      {w.resolve}
                    </Button>
                  ) : null}
                </td>
              </>
            )}
          />
        )}
      </Loaded>
      {dialog?.kind === 'add' ? (
        <FieldDialog
          title={w.addFinding}
          submitLabel={w.addFinding}
          done={w.added}
          changes={['audit_finding', 'safety_audit']}
          write="POST /api/v1/safety/audit-findings"
          fields={[
            { name: 'title', label: w.findingTitle },
            { name: 'description', label: w.findingDescription },
            { name: 'grade', label: w.grade },
            { name: 'requirement', label: w.requirement },
          ]}
          more={{ auditId }}
          onClose={close}
        />
      ) : null}
      {dialog?.kind === 'report' ? (
        <FieldDialog
          title={w.report}
          submitLabel={w.report}
          done={w.reported}
          changes={['audit_finding', 'safety_report']}
          write="POST /api/v1/safety/audit-findings/{id}/report"
          path={{ id: dialog.id }}
          fields={[{ name: 'category', label: w.category }]}
          onClose={close}
        />
      ) : null}
      {dialog?.kind === 'resolve' ? (
        <FieldDialog
          title={w.resolveTitle(dialog.title)}
          submitLabel={w.resolve}
          done={w.resolved}
          changes={['audit_finding', 'safety_audit']}
          write="PATCH /api/v1/safety/audit-findings/{id}"
          path={{ id: dialog.id }}
          fields={[{ name: 'resolution', label: w.resolution, isRequired: true }]}
          more={{ status: 'resolved' }}
          onClose={close}
        />
      ) : null}
    </Section>
  )
}
