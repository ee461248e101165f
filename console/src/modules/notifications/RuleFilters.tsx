import { ActionIcon, Button, Group, NumberInput, Select, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { IconPlus, IconX } from '#ui/icons.ts'
import { TagsInput } from '#ui/TagsInput.ts'
import { dlqThreshold, type RuleValues } from './ruleForm.ts'
import { t } from './strings.ts'

const w = t.ruleForm
const ops = Object.entries(w.ops).map(([value, label]) => ({ value, label }))

/** The filters of a rule: records, conditions on fields, and a threshold. */
export function RuleFilters({ form }: { form: UseFormReturnType<RuleValues> }) {
  const { lists, where, event } = form.values
  const isDlq = event === dlqThreshold
  return (
    <FieldGroup title={w.filters}>
      {lists.map(({ name }, index) => (
        <TagsInput
          key={name}
          label={name === 'record_ids' ? w.records : w.list(name.replace(/_ids$/, '').replaceAll('_', ' '))}
          description={w.listHint}
          acceptValueOnBlur
          splitChars={[',', ' ']}
          {...form.getInputProps(`lists.${index}.ids`)}
        />
      ))}
      {where.map((condition, index) => (
        <Group key={index} gap="xs" align="end" wrap="nowrap">
          <TextInput
            label={w.field}
            placeholder={w.fieldHint}
            style={{ flex: 2 }}
            {...form.getInputProps(`where.${index}.field`)}
          />
          <Select
            label={w.op}
            data={ops}
            allowDeselect={false}
            style={{ flex: 2 }}
            {...form.getInputProps(`where.${index}.op`)}
          />
          {condition.op === 'exists' ? null : (
            <TextInput label={w.value} style={{ flex: 2 }} {...form.getInputProps(`where.${index}.value`)} />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={w.removeCondition}
            onClick={() => form.removeListItem('where', index)}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => form.insertListItem('where', { field: '', op: 'eq', value: '' })}
        style={{ justifySelf: 'start' }}
      >
        {w.addCondition}
      </Button>
      <FieldRow>
        <NumberInput
          label={isDlq ? w.dlqThreshold : w.threshold}
          description={isDlq ? undefined : w.thresholdHint}
          min={1}
          allowDecimal={false}
          {...form.getInputProps('threshold')}
        />
        {isDlq ? null : (
          <NumberInput
            label={w.within}
            suffix={` ${w.minutes}`}
            min={1}
            max={10_080}
            allowDecimal={false}
            {...form.getInputProps('within_minutes')}
          />
        )}
      </FieldRow>
    </FieldGroup>
  )
}
