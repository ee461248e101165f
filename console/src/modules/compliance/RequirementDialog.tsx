import { Modal, Select, Textarea, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { patch, post } from '#api/client.ts'
import type { ComplianceRequirement } from '#api/types.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { PeopleField } from '#ui/form/PeopleField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { below } from './complianceWords.tsx'
import { t } from './strings.ts'

const w = t.requirements
const text = (value: string | null) => value?.trim() || null
type Kind = ComplianceRequirement['kind']

/** Creates a requirement, or changes one. */
export function RequirementDialog({
  requirement,
  onClose,
}: {
  requirement?: ComplianceRequirement
  onClose: () => void
}) {
  const record = useRecordForm({
    initial: {
      title: requirement?.title ?? '',
      kind: requirement?.kind ?? ('medical' as Kind),
      recordTitle: requirement?.recordTitle ?? '',
      operation: (requirement?.operation ?? '') as string | null,
      functions: requirement?.functions ?? ([] as ComplianceRequirement['functions']),
      crewIds: requirement?.crewIds ?? ([] as string[]),
      citation: requirement?.citation ?? '',
      notes: requirement?.notes ?? '',
    },
    validate: {
      functions: (chosen, { crewIds }) => (chosen.length + crewIds.length === 0 ? w.noOne : null),
    },
    send: (values) => {
      const body = {
        ...values,
        title: values.title.trim(),
        recordTitle: text(values.recordTitle),
        operation:
          values.kind === 'medical' ? (text(values.operation) as ComplianceRequirement['operation']) : null,
        citation: text(values.citation),
        notes: text(values.notes),
      }
      return requirement
        ? patch('/api/v1/compliance/requirements/{id}', {
            path: { id: requirement.id },
            body,
            version: requirement.version,
          })
        : post('/api/v1/compliance/requirements', { body })
    },
    done: (saved) => w.saved(saved.title),
    changes: ['compliance_requirement', 'compliance_record'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal
      opened
      onClose={onClose}
      title={requirement ? w.editTitle : w.createTitle}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={requirement ? w.save : w.submit} onCancel={onClose}>
        <TextInput label={w.name} data-autofocus {...form.getInputProps('title')} />
        <FieldRow>
          <Select
            label={w.kind}
            data={optionsOf('compliance_requirement.kind')}
            allowDeselect={false}
            {...form.getInputProps('kind')}
          />
          {form.values.kind === 'medical' ? (
            <Select
              label={w.operation}
              placeholder={w.anyOperation}
              data={optionsOf('compliance_requirement.operation')}
              clearable={Boolean(form.values.operation)}
              {...form.getInputProps('operation')}
            />
          ) : null}
        </FieldRow>
        <TextInput
          label={w.recordTitle}
          description={w.recordTitleHint}
          inputWrapperOrder={below}
          {...form.getInputProps('recordTitle')}
        />
        <Checkbox.Group label={w.functions} {...form.getInputProps('functions')}>
          <FieldRow>
            {optionsOf('compliance_requirement.functions').map((option) => (
              <Checkbox key={option.value} size="sm" value={option.value} label={option.label} mt={6} />
            ))}
          </FieldRow>
        </Checkbox.Group>
        <PeopleField label={w.people} {...form.getInputProps('crewIds')} />
        <TextInput
          label={w.citation}
          description={w.citationHint}
          inputWrapperOrder={below}
          {...form.getInputProps('citation')}
        />
        <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
      </Form>
    </Modal>
  )
}
