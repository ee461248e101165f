import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { allows, moveLabel } from '#api/move.ts'
import type { CpaInFull } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Files } from '#ui/Files.tsx'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { Steps } from '#ui/Steps.tsx'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { DueOn } from './DueOn.tsx'
import { actionStates, actionWay } from './kind.ts'
import { MemberField } from './MemberField.tsx'
import { Moves } from './Moves.tsx'
import classes from './safety.module.css'
import { t } from './strings.ts'

const w = t.actions
type Body = { status: CpaInFull['status']; reason?: string; verifierMemberId?: string }

export default function ActionPage() {
  const id = useParam('id')
  const cpa = useQuery({
    queryKey: ['cpa', id],
    queryFn: () => get('/api/v1/sms/cpas/{id}', { path: { id } }),
  })
  return <Loaded query={cpa}>{(data) => <ActionRecord cpa={data} />}</Loaded>
}

function ActionRecord({ cpa }: { cpa: CpaInFull }) {
  const attach = useAction({
    run: (file: File) =>
      post('/api/v1/sms/cpas/{id}/files', {
        path: { id: cpa.id },
        query: { filename: file.name },
        body: new Blob([file], { type: file.type || 'application/octet-stream' }) as never,
        headers: { 'Content-Type': file.type || 'application/octet-stream' },
      }),
    done: w.attached,
    changes: ['cpa'],
  })
  return (
    <RecordPage
      title={`${cpa.code} · ${cpa.title}`}
      id={cpa.id}
      badge={<StateBadge of={actionStates} state={cpa.status} />}
      back={{ to: '/safety/actions', label: w.back }}
      actions={<ActionMoves cpa={cpa} />}
    >
      <Steps field="cpa.status" order={actionWay} current={cpa.status} moves={cpa.moves} />
      <Facts
        items={[
          [w.due, <DueOn key="due" cpa={cpa} />],
          [w.kind, labelOf('cpa.kind', cpa.kind)],
          [w.priority, labelOf('cpa.priority', cpa.priority)],
          [w.owner, cpa.ownerName],
          [w.verifier, cpa.verifierName],
          [w.report, linkTo(`/safety/reports/${cpa.reportId}`, cpa.reportCode)],
          [w.investigation, linkTo(`/safety/investigations/${cpa.investigationId}`, cpa.investigationCode)],
          [w.meeting, linkTo(`/safety/meetings/${cpa.meetingId}`, cpa.meetingTitle)],
          [w.closedAt, <Instant key="closed" at={cpa.closedAt} />],
        ]}
      />
      {cpa.description ? (
        <Section title={w.description}>
          <p className={classes.narrative}>{cpa.description}</p>
        </Section>
      ) : null}
      <Files
        title={w.evidence}
        files={cpa.evidence}
        href={(file) => `/api/v1/sms/cpas/${cpa.id}/files/${file.id}`}
        attachLabel={w.attach}
        onAttach={allows('cpa', 'attach', cpa) ? (file) => attach.mutate(file) : undefined}
        isAttaching={attach.isPending}
      />
      <Moves moves={cpa.moves} />
    </RecordPage>
  )
}

const linkTo = (to: string, code: string | null) => (code ? <AppLink to={to}>{code}</AppLink> : null)

/** The actions that the status allows. The server refuses users who may not. */
function ActionMoves({ cpa }: { cpa: CpaInFull }) {
  const [dialog, setDialog] = useState<'back' | 'verify' | 'close' | null>(null)
  const close = () => setDialog(null)
  const move = useAction({
    run: (body: Body) => post('/api/v1/sms/cpas/{id}/status', { path: { id: cpa.id }, body }),
    done: w.moved,
    changes: ['cpa', 'safety_report', 'investigation'],
  })
  return (
    <>
      <MoveButtons
        kind="cpa"
        record={cpa}
        isBusy={move.isPending}
        on={{
          start: () => move.mutate({ status: 'in_progress' }),
          implement: () => move.mutate({ status: 'implemented' }),
          verify: () => setDialog('verify'),
          close: () => setDialog('close'),
          sendBack: () => setDialog('back'),
          edit: null,
          // The list of files has a button for it.
          attach: null,
        }}
      />
      {dialog === 'back' ? (
        <ConfirmDialog
          title={moveLabel('cpa', 'sendBack')}
          confirm={moveLabel('cpa', 'sendBack')}
          reasonLabel={w.moveReason}
          onConfirm={(reason) => move.mutateAsync({ status: 'in_progress', reason })}
          onClose={close}
        />
      ) : null}
      {dialog === 'close' ? (
        <ConfirmDialog
          title={moveLabel('cpa', 'close')}
          confirm={moveLabel('cpa', 'close')}
          reasonLabel={w.verification}
          onConfirm={(reason) => move.mutateAsync({ status: 'closed', reason })}
          onClose={close}
        />
      ) : null}
      {dialog === 'verify' ? (
        <SendToVerification cpa={cpa} onSend={(body) => move.mutateAsync(body)} onClose={close} />
      ) : null}
    </>
  )
}

function SendToVerification({
  cpa,
  onSend,
  onClose,
}: {
  cpa: CpaInFull
  onSend: (body: Body) => Promise<unknown>
  onClose: () => void
}) {
  const record = useRecordForm({
    initial: { verifierMemberId: cpa.verifierMemberId },
    validate: { verifierMemberId: required(w.verifier) },
    send: async ({ verifierMemberId }) => {
      await onSend({ status: 'verification', ...(verifierMemberId ? { verifierMemberId } : {}) })
      onClose()
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={moveLabel('cpa', 'verify')}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={moveLabel('cpa', 'verify')} onCancel={onClose}>
        <MemberField label={w.verifier} {...record.form.getInputProps('verifierMemberId')} />
      </Form>
    </Modal>
  )
}
