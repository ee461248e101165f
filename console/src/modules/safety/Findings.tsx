import { Button, Modal, Select, Textarea } from '@mantine/core'
import { useState } from 'react'
import { patch, post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { InvestigationInFull } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Section } from '#ui/RecordPage.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import classes from './safety.module.css'
import { t } from './strings.ts'

const w = t.investigations
type Props = { investigation: InvestigationInFull; isOpen: boolean }

export function Findings({ investigation, isOpen }: Props) {
  const can = useCan()
  const [isAdding, setAdding] = useState(false)
  const accept = useAction({
    run: (findingId: string) =>
      patch('/api/v1/sms/investigations/{id}/findings/{findingId}', {
        path: { id: investigation.id, findingId },
        body: { isAccepted: true },
      }),
    changes: ['investigation'],
  })
  return (
    <Section
      title={w.findings}
      actions={
        isOpen ? (
          <Button variant="default" onClick={() => setAdding(true)}>
            {w.addFinding}
          </Button>
        ) : null
      }
    >
      {investigation.findings.length === 0 ? <p className="dim">{w.noFindings}</p> : null}
      <ul className={classes.rows}>
        {investigation.findings.map((finding) => (
          <li key={finding.id}>
            <span>
              <strong>{w.findingKinds[finding.kind]}</strong> {finding.statement}
            </span>
            {finding.isAccepted ? (
              <StatusBadge tone="green">{w.accepted}</StatusBadge>
            ) : isOpen && can('openInvestigation') ? (
              <Button size="xs" variant="default" onClick={() => accept.mutate(finding.id)}>
                {w.accept}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {isAdding ? <AddFinding id={investigation.id} onClose={() => setAdding(false)} /> : null}
    </Section>
  )
}

function AddFinding({ id, onClose }: { id: string; onClose: () => void }) {
  const record = useRecordForm({
    initial: { kind: 'root_cause', statement: '' },
    send: ({ kind, statement }) =>
      post('/api/v1/sms/investigations/{id}/findings', {
        path: { id },
        body: { kind: kind as 'root_cause', statement: statement.trim() },
      }),
    changes: ['investigation'],
    onDone: onClose,
  })
  return (
    <Modal opened onClose={onClose} title={w.addFinding} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.addFinding} onCancel={onClose}>
        <Select
          label={w.findingKind}
          data={Object.entries(w.findingKinds).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          {...record.form.getInputProps('kind')}
        />
        <Textarea
          label={w.finding}
          data-autofocus
          autosize
          minRows={3}
          {...record.form.getInputProps('statement')}
        />
      </Form>
    </Modal>
  )
}
