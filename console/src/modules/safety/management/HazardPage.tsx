import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { moveLabel } from '#api/move.ts'
import { useCan } from '#api/session.ts'
import type { Hazard } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { hazardStates } from '../kind.ts'
import { AssessDialog } from './AssessDialog.tsx'
import { HazardControls } from './HazardControls.tsx'
import { HazardNotifications } from './HazardNotifications.tsx'
import { hazardFields } from './hazardFields.ts'
import { Matrix, NotationSwitch, Rated } from './Matrix.tsx'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.hazard

export default function HazardPage() {
  const id = useParam('id')
  const hazard = useQuery({
    queryKey: ['hazard', id],
    queryFn: () => get('/api/v1/safety/hazards/{id}', { path: { id } }),
  })
  return <Loaded query={hazard}>{(data) => <HazardRecord hazard={data} />}</Loaded>
}

function HazardRecord({ hazard }: { hazard: Hazard }) {
  const can = useCan()
  const [dialog, setDialog] = useState<'edit' | 'assess' | 'close' | 'reopen' | null>(null)
  const closeDialog = () => setDialog(null)
  const monitor = useAction({
    run: () => post('/api/v1/safety/hazards/{id}/monitor', { path: { id: hazard.id }, body: {} as never }),
    done: w.moved('monitored'),
    changes: ['hazard'],
  })
  const move = (to: 'close' | 'reopen') => async (reason: string) => {
    await moving.mutateAsync({ to, reason })
  }
  const moving = useAction({
    run: ({ to, reason }: { to: 'close' | 'reopen'; reason: string }) =>
      to === 'close'
        ? post('/api/v1/safety/hazards/{id}/close', { path: { id: hazard.id }, body: { reason } as never })
        : post('/api/v1/safety/hazards/{id}/reopen', { path: { id: hazard.id }, body: { reason } as never }),
    changes: ['hazard'],
    quiet: true,
  })
  return (
    <RecordPage
      title={hazard.title}
      id={hazard.id}
      badge={<StateBadge of={hazardStates} state={hazard.status} />}
      back={{ to: '/safety/risks', label: w.back }}
      actions={
        <>
          <NotationSwitch />
          {can('updateHazard') ? (
            <Button variant="default" onClick={() => setDialog('edit')}>
              {t.edit}
            </Button>
          ) : null}
          <MoveButtons
            kind="hazard"
            record={hazard}
            hasPrimary={false}
            on={{
              monitor: () => monitor.mutate(),
              close: () => setDialog('close'),
              reopen: () => setDialog('reopen'),
            }}
          />
          {can('createRiskAssessment') ? (
            <Button onClick={() => setDialog('assess')}>
              {hazard.initial ? w.assessResidual : w.assess}
            </Button>
          ) : null}
        </>
      }
    >
      <Facts
        items={[
          [t.risks.consequence, hazard.consequence],
          [t.risks.category, labelOf('hazard.category', hazard.category)],
          [t.risks.owner, hazard.owner],
          [t.risks.reviewOn, <DateOf key="review" on={hazard.reviewOn} />],
          [t.risks.initial, <Rated key="initial" rating={hazard.initial} />],
          [t.risks.residual, <Rated key="residual" rating={hazard.residual} />],
          [t.risks.description, hazard.description],
          ...(hazard.closedReason ? [[w.closedReason, hazard.closedReason] as [string, string]] : []),
        ]}
      />
      <Matrix
        title={hazard.residual ? t.matrix.movement : t.matrix.initial}
        from={hazard.initial?.icaoCell}
        to={hazard.residual?.icaoCell}
      />
      <Assessments hazard={hazard} />
      <HazardControls hazardId={hazard.id} />
      <HazardNotifications hazardId={hazard.id} />
      {dialog === 'edit' ? (
        <FieldDialog
          title={t.risks.editTitle}
          submitLabel={t.risks.save}
          done={t.risks.saved}
          changes={['hazard']}
          write="PATCH /api/v1/safety/hazards/{id}"
          path={{ id: hazard.id }}
          record={hazard}
          fields={hazardFields}
          onClose={closeDialog}
        />
      ) : null}
      {dialog === 'assess' ? <AssessDialog hazard={hazard} onClose={closeDialog} /> : null}
      {dialog === 'close' || dialog === 'reopen' ? (
        <ConfirmDialog
          title={dialog === 'close' ? w.closeTitle(hazard.title) : w.reopenTitle(hazard.title)}
          confirm={moveLabel('hazard', dialog)}
          reasonLabel={w.reason}
          onConfirm={move(dialog)}
          onClose={closeDialog}
        />
      ) : null}
    </RecordPage>
  )
}

function Assessments({ hazard }: { hazard: Hazard }) {
  const can = useCan()
  const [accepting, setAccepting] = useState<{ id: string; icaoCell: string } | null>(null)
  const assessments = useQuery({
    queryKey: ['risk_assessment', hazard.id],
    queryFn: () =>
      get('/api/v1/safety/risk-assessments', { query: { hazard_id: hazard.id, page_size: 100 } }),
  })
  const accept = useAction({
    run: (id: string) => post('/api/v1/safety/risk-assessments/{id}/accept', { path: { id }, body: {} }),
    done: w.accepted,
    changes: ['risk_assessment', 'hazard'],
    quiet: true,
  })
  return (
    <Section title={w.assessments}>
      <Loaded query={assessments}>
        {({ items }) => (
          <PlainTable
            label={w.assessments}
            rows={items}
            rowKey={(assessment) => assessment.id}
            empty={w.noAssessments}
            row={(assessment) => (
              <>
                <td>
                  <Rated rating={assessment} />
                </td>
                <td>{assessment.kind === 'initial' ? w.initial : w.residual}</td>
                <td className={classes.text}>{assessment.rationale}</td>
                <td>
                  {assessment.assessedByName}, <Instant at={assessment.createdAt} />
                </td>
                <td>
                  {assessment.acceptedByName ? (
                    w.acceptedBy(assessment.acceptedByName)
                  ) : can('acceptRisk') && assessment.tolerability !== 'intolerable' ? (
                    <Button size="compact-xs" variant="default" onClick={() => setAccepting(assessment)}>
                      {w.accept}
                    </Button>
                  ) : null}
                </td>
              </>
            )}
          />
        )}
      </Loaded>
      {hazard.reportId ? (
        <AppLink to={`/safety/reports/${hazard.reportId}`}>{t.audits.openReport}</AppLink>
      ) : null}
      {accepting ? (
        <ConfirmDialog
          title={w.acceptTitle(accepting.icaoCell)}
          confirm={w.accept}
          onConfirm={() => accept.mutateAsync(accepting.id)}
          onClose={() => setAccepting(null)}
        />
      ) : null}
    </Section>
  )
}
