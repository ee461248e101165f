import { Button, Modal, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post, remove } from '#api/client.ts'
import { moveLabel } from '#api/move.ts'
import { useCan } from '#api/session.ts'
import type { SafetyReportInFull } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Menu } from '#ui/Menu.ts'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { onUse } from '#ui/onUse.tsx'
import { useGo } from '#ui/place.ts'
import { showDone, useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const OpenInvestigation = onUse(async () => (await import('./OpenInvestigation.tsx')).OpenInvestigation)
const Triage = onUse(async () => (await import('./Triage.tsx')).Triage)

const w = t.page
type Props = { report: SafetyReportInFull }
type Status = SafetyReportInFull['status']
type Dialog = 'triage' | 'close' | 'reopen' | 'reveal' | 'publish' | 'remove' | 'investigate'

/** The actions that the status of a report allows, the next step first. Rare ones are in the menu. */
export function ReportActions({ report }: Props) {
  const can = useCan()
  const go = useGo()
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const close = () => setDialog(null)
  const path = { id: report.id }
  const changes = ['safety_report']
  const move = useAction({
    run: (body: { status: Status; reason?: string; outcome?: string }) =>
      post('/api/v1/sms/reports/{id}/status', { path, body }),
    done: w.moved,
    changes,
  })
  const withdraw = useAction({
    run: () => post('/api/v1/sms/reports/{id}/withdraw', { path }),
    done: w.withdrawn,
    changes,
  })
  return (
    <>
      <Button variant="default" onClick={() => setDialog('triage')}>
        {w.triage}
      </Button>
      <MoveButtons
        kind="safety_report"
        record={report}
        isBusy={move.isPending}
        on={{
          startReview: () => move.mutate({ status: 'under_review' }),
          investigate: () => setDialog('investigate'),
          requireAction: () => move.mutate({ status: 'action_required' }),
          close: () => setDialog('close'),
          reopen: () => setDialog('reopen'),
        }}
      >
        {can('revealReporter') && report.mode === 'confidential' ? (
          <Menu.Item onClick={() => setDialog('reveal')}>{w.reveal}</Menu.Item>
        ) : null}
        <Menu.Item onClick={() => setDialog('publish')}>{w.publish}</Menu.Item>
        {report.publishedAt ? <Menu.Item onClick={() => withdraw.mutate()}>{w.withdraw}</Menu.Item> : null}
        <Menu.Item onClick={() => setDialog('remove')}>{w.remove}</Menu.Item>
      </MoveButtons>
      {dialog === 'triage' ? <Triage report={report} onClose={close} /> : null}
      {dialog === 'investigate' ? (
        <OpenInvestigation
          reportId={report.id}
          title={report.title}
          onClose={close}
          onOpened={(id) => void go(`/safety/investigations/${id}`)}
        />
      ) : null}
      {dialog === 'close' ? <CloseReport report={report} onClose={close} /> : null}
      {dialog === 'publish' ? <Publish report={report} onClose={close} /> : null}
      {dialog === 'reopen' ? (
        <ConfirmDialog
          title={w.reopenTitle(report.code)}
          confirm={moveLabel('safety_report', 'reopen')}
          reasonLabel={w.reopenReason}
          onConfirm={(reason) => move.mutateAsync({ status: 'reopened', reason })}
          onClose={close}
        />
      ) : null}
      {dialog === 'reveal' ? (
        <ConfirmDialog
          title={w.revealTitle(report.code)}
          confirm={w.reveal}
          reasonLabel={w.revealReason}
          onConfirm={async (reason) => {
            const { name } = await post('/api/v1/sms/reports/{id}/reveal-reporter', {
              path,
              body: { reason },
            })
            showDone(w.revealed(name))
          }}
          onClose={close}
        >
          {w.revealText}
        </ConfirmDialog>
      ) : null}
      {dialog === 'remove' ? (
        <ConfirmDialog
          title={w.removeTitle(report.code)}
          confirm={w.remove}
          isDangerous
          reasonLabel={w.removeReason}
          onConfirm={async (reason) => {
            await remove('/api/v1/sms/reports/{id}', { path, query: { reason } })
            showDone(w.removed)
            void go('/safety/reports')
          }}
          onClose={close}
        />
      ) : null}
    </>
  )
}

function CloseReport({ report, onClose }: Props & { onClose: () => void }) {
  const record = useRecordForm({
    initial: { reason: '', outcome: report.outcome ?? '' },
    send: (body) =>
      post('/api/v1/sms/reports/{id}/status', {
        path: { id: report.id },
        body: { status: 'closed', ...body },
      }),
    done: w.closed,
    changes: ['safety_report'],
    onDone: onClose,
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={w.closeTitle(report.code)}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={moveLabel('safety_report', 'close')} onCancel={onClose}>
        <TextInput label={w.closeReason} data-autofocus {...record.form.getInputProps('reason')} />
        <Textarea label={w.outcome} autosize minRows={3} {...record.form.getInputProps('outcome')} />
      </Form>
    </Modal>
  )
}

function Publish({ report, onClose }: Props & { onClose: () => void }) {
  const record = useRecordForm({
    initial: { title: report.publishedTitle ?? '', summary: report.publishedSummary ?? '' },
    send: (body) => post('/api/v1/sms/reports/{id}/publish', { path: { id: report.id }, body }),
    done: w.publishedDone,
    changes: ['safety_report'],
    onDone: onClose,
  })
  return (
    <Modal opened onClose={onClose} title={w.publishTitle} closeButtonProps={{ 'aria-label': s.close }}>
      <p className="dim">{w.publishHint}</p>
      <Form record={record} submitLabel={w.publish} onCancel={onClose}>
        <TextInput label={w.publishedTitle} data-autofocus {...record.form.getInputProps('title')} />
        <Textarea label={w.publishedSummary} autosize minRows={4} {...record.form.getInputProps('summary')} />
      </Form>
    </Modal>
  )
}
