import { Anchor, Button, FileButton, Group, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { post, put } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { ComplianceElement as BoardElement } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Form } from '#ui/form/Form.tsx'
import { FormDrawer } from '#ui/form/FormDrawer.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Facts, Section } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.board
// The elements about accountable people.
const namesPeople = ['5.23', '5.25']

/** One element of Part 5: its status and its evidence. */
export function ComplianceElement({ line, onClose }: { line: BoardElement; onClose: () => void }) {
  const can = useCan()
  const [isAdding, setAdding] = useState(false)
  const record = useRecordForm({
    initial: {
      status: line.status as string,
      reason: line.reason ?? '',
      gaps: line.gaps ?? '',
      owner: line.owner ?? '',
      targetOn: line.targetOn ?? '',
    },
    send: ({ status, ...texts }) =>
      put('/api/v1/sms/compliance/{element}', {
        path: { element: line.element },
        body: {
          status: status as BoardElement['status'],
          ...Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, text.trim() || null])),
        },
      }),
    done: (_saved, { status }) =>
      w.changed(line.element, labelOf('ComplianceElement.status', status as BoardElement['status'])),
    changes: ['compliance_element'],
    onDone: onClose,
  })
  const attach = useAction({
    run: (file: File) =>
      post('/api/v1/sms/compliance/{element}/evidence/files', {
        path: { element: line.element },
        query: { filename: file.name },
        body: new Blob([file], { type: file.type || 'application/octet-stream' }) as never,
        headers: { 'Content-Type': file.type || 'application/octet-stream' },
      }),
    done: w.attached,
    changes: ['compliance_element'],
  })
  const { form } = record
  return (
    <FormDrawer title={`${line.element} ${line.title}`} onClose={onClose}>
      <Stack gap="md">
        <p className="dim">{line.hint}</p>
        <Facts
          items={[
            [w.implementedBy, line.implementedByName],
            [w.verifiedBy, line.verifiedByName],
          ]}
        />
        {namesPeople.includes(line.element) ? (
          <AppLink to="/safety/key-personnel">{w.keyPersonnel}</AppLink>
        ) : null}
        <Section
          title={w.evidence}
          actions={
            can('addEvidence') ? (
              <Group gap="xs">
                <FileButton onChange={(file) => (file ? attach.mutate(file) : undefined)}>
                  {(props) => (
                    <Button variant="default" loading={attach.isPending} {...props}>
                      {w.attach}
                    </Button>
                  )}
                </FileButton>
                <Button variant="default" onClick={() => setAdding(true)}>
                  {w.addEvidence}
                </Button>
              </Group>
            ) : null
          }
        >
          {line.evidence.length === 0 ? (
            <p className="dim">{w.noEvidence}</p>
          ) : (
            <ul className={classes.lines}>
              {line.evidence.map((item) => (
                <li key={item.id}>
                  <b>{item.title}</b> · {labelOf('ComplianceElement.evidence.kind', item.kind)}
                  {item.reference ? ` · ${item.reference}` : ''}
                  {item.file ? (
                    <EvidenceFile element={line.element} id={item.id} name={item.file.name} />
                  ) : null}
                  {item.note ? <div className={classes.text}>{item.note}</div> : null}
                </li>
              ))}
            </ul>
          )}
        </Section>
        {can('setCompliance') ? (
          <Form record={record} submitLabel={w.change} onCancel={onClose}>
            <Select
              label={w.status}
              allowDeselect={false}
              data={optionsOf('ComplianceElement.status')}
              {...form.getInputProps('status')}
            />
            {form.values.status === 'not_applicable' ? (
              <Textarea label={w.reason} autosize minRows={2} {...form.getInputProps('reason')} />
            ) : null}
            <Textarea label={w.gaps} autosize minRows={2} {...form.getInputProps('gaps')} />
            <TextInput label={w.owner} {...form.getInputProps('owner')} />
            <TextInput label={w.target} type="date" {...form.getInputProps('targetOn')} />
          </Form>
        ) : null}
      </Stack>
      {isAdding ? (
        <FieldDialog
          title={w.addEvidence}
          submitLabel={w.addEvidence}
          done={w.added}
          changes={['compliance_element']}
          write="POST /api/v1/sms/compliance/{element}/evidence"
          path={{ element: line.element }}
          fields={[
            { name: 'title', label: w.evidenceTitle },
            { name: 'kind', label: w.evidenceKind, initial: 'document' },
            { name: 'reference', label: w.reference, kind: 'text' },
            { name: 'note', label: w.note },
          ]}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </FormDrawer>
  )
}

/** Evidence that is stored as a file. Everyone who reads safety records may download it. */
function EvidenceFile({ element, id, name }: { element: string; id: string; name: string }) {
  const can = useCan()
  if (!can('getEvidenceFile')) return ` · ${name}`
  const path = `/api/v1/sms/compliance/${encodeURIComponent(element)}/evidence/${id}/file`
  return (
    <>
      {' · '}
      <Anchor href={path} download={name} inherit>
        {name}
      </Anchor>
    </>
  )
}
