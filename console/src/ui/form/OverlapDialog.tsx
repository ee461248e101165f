import { Modal, TextInput } from '@mantine/core'
import type { ComponentProps } from 'react'
import { s } from '../../strings.ts'
import { Unit } from './FieldGroup.tsx'
import { Form } from './Form.tsx'

type Props = {
  title: string
  submitLabel: string
  text: string
  words: { overlap: string; overlapHint: string; hours: string }
  record: ComponentProps<typeof Form>['record']
  /** What the form gives the field of the overlap. */
  field: object
  onClose: () => void
}

/** Asks how long the old secret works beside the new one. */
export function OverlapDialog({ title, submitLabel, text, words, record, field, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={submitLabel} onCancel={onClose}>
        <p>{text}</p>
        <TextInput
          label={words.overlap}
          description={words.overlapHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          inputMode="numeric"
          rightSection={<Unit>{words.hours}</Unit>}
          data-autofocus
          {...field}
        />
      </Form>
    </Modal>
  )
}
