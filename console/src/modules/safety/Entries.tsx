import { Button, Modal, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { InvestigationInFull } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Instant } from '#ui/Instant.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { s } from '../../strings.ts'
import classes from './safety.module.css'
import { t } from './strings.ts'

const w = t.investigations
type Kind = 'evidence' | 'interview' | 'timeline'
type Props = { kind: Kind; investigation: InvestigationInFull; isOpen: boolean }

/** Evidence, interviews or events of an investigation. */
export function Entries({ kind, investigation, isOpen }: Props) {
  const [isAdding, setAdding] = useState(false)
  const entries = investigation.entries.filter((entry) => entry.kind === kind)
  return (
    <Section
      title={w.entries[kind]}
      actions={
        isOpen ? (
          <Button variant="default" onClick={() => setAdding(true)}>
            {w.addEntry[kind]}
          </Button>
        ) : null
      }
    >
      {entries.length === 0 ? <p className="dim">{w.noEntries}</p> : null}
      <ul className={classes.rows}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <span>
              <strong>{entry.title}</strong>
              {entry.text ? <span className={classes.narrative}> {entry.text}</span> : null}
            </span>
            <span className="dim">
              {entry.createdByName} · <Instant at={entry.at ?? entry.createdAt} />
            </span>
          </li>
        ))}
      </ul>
      {isAdding ? <AddEntry kind={kind} id={investigation.id} onClose={() => setAdding(false)} /> : null}
    </Section>
  )
}

function AddEntry({ kind, id, onClose }: { kind: Kind; id: string; onClose: () => void }) {
  const record = useRecordForm({
    initial: { title: '', text: '', at: '' },
    send: ({ title, text, at }) =>
      post('/api/v1/sms/investigations/{id}/entries', {
        path: { id },
        body: {
          kind,
          title: title.trim(),
          ...(text.trim() ? { text: text.trim() } : {}),
          ...(at ? { at: new Date(at).toISOString() } : {}),
        },
      }),
    changes: ['investigation'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.addEntry[kind]} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.addEntry[kind]} onCancel={onClose}>
        <TextInput label={w.entryTitle} data-autofocus {...form.getInputProps('title')} />
        <Textarea label={w.entryText} autosize minRows={3} {...form.getInputProps('text')} />
        <TextInput label={w.entryAt} type="datetime-local" {...form.getInputProps('at')} />
      </Form>
    </Modal>
  )
}
