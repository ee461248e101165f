import { FileInput, Textarea, TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { BodyOf } from '#api/answer.ts'
import { optionsOf } from '#api/choice.ts'
import { usePostOrKeep } from '#api/outbox.ts'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { pictureTypes } from '#ui/pictureTypes.ts'
import { type Search, useGo } from '#ui/place.ts'
import { SegmentedControl } from '#ui/SegmentedControl.ts'
import { Switch } from '#ui/Switch.ts'
import { showDone, showRefusal } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { sendSquawkFile } from './squawkFile.ts'
import { t } from './squawkStrings.ts'

const w = t.report
const changes = ['squawk', 'aircraft']
type Phase = BodyOf<'POST', '/api/v1/maintenance/squawks'>['phase']

/** A squawk from a phone: the code in the cockpit has chosen the aircraft. */
export default function ReportSquawk() {
  const go = useGo()
  const { aircraft = '' }: Search = useSearch({ strict: false })
  const postOrKeep = usePostOrKeep()
  const [files, setFiles] = useState<File[]>([])
  const draftKey = `squawk.${aircraft}`
  const record = useRecordForm({
    initial: { aircraftId: aircraft, title: '', phase: 'preflight', isGrounding: false, description: '' },
    draft: { key: draftKey },
    send: async (typed) => {
      const { phase, description, ...values } = typed
      const squawk = await postOrKeep('/api/v1/maintenance/squawks', {
        body: { ...values, phase: phase as Phase, ...(description.trim() ? { description } : {}) },
        label: values.title,
        page: '/maintenance/squawks/:id',
        changes,
        form: {
          to: '/maintenance/squawks/new',
          search: { aircraft },
          draft: { key: draftKey, values: typed },
        },
      })
      // Pictures do not wait: a browser keeps only little text.
      if (!squawk) showDone(files.length > 0 ? w.keptWithoutPhotographs : s.outbox.kept)
      if (!squawk) return null
      for (const file of files) await sendSquawkFile(squawk.id, file).catch(showRefusal)
      return squawk
    },
    done: (squawk) => (squawk ? w.done(squawk.number) : null),
    changes,
    onDone: (squawk) => go(squawk ? `/maintenance/squawks/${squawk.id}` : '/maintenance/squawks'),
  })
  const { form } = record
  return (
    <>
      <PageHeader title={w.title} back={{ to: '/maintenance/squawks', label: w.back }} />
      <Form record={record} submitLabel={w.submit}>
        <RecordField kind="aircraft" label={w.aircraft} {...form.getInputProps('aircraftId')} />
        <TextInput label={w.what} data-autofocus {...form.getInputProps('title')} />
        <SegmentedControl
          aria-label={w.phase}
          data={optionsOf('squawk.phase')}
          fullWidth
          value={form.values.phase}
          onChange={(phase) => form.setFieldValue('phase', phase)}
        />
        <Switch
          label={w.grounding}
          description={w.groundingHint}
          {...form.getInputProps('isGrounding', { type: 'checkbox' })}
        />
        <FileInput
          label={w.photographs}
          accept={pictureTypes}
          multiple
          clearable
          value={files}
          onChange={setFiles}
        />
        <Textarea label={w.description} autosize minRows={2} {...form.getInputProps('description')} />
      </Form>
    </>
  )
}
