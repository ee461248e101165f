import { Group, NumberInput, Select, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { Checkbox } from '#ui/Checkbox.ts'
import { FieldGroup } from '#ui/form/FieldGroup.tsx'
import { timeZones } from '#ui/timeZones.ts'
import type { RuleValues } from './ruleForm.ts'
import { t } from './strings.ts'

const w = t.ruleForm

/** When a rule sends its messages. */
export function RuleTiming({ form }: { form: UseFormReturnType<RuleValues> }) {
  const { digest, isQuiet } = form.values
  return (
    <FieldGroup title={w.timing}>
      <NumberInput
        label={w.cooldown}
        description={w.cooldownHint}
        suffix={` ${w.minutes}`}
        min={0}
        max={10_080}
        allowDecimal={false}
        {...form.getInputProps('cooldown_minutes')}
      />
      <Group gap="xs" align="end" wrap="nowrap">
        <Select
          label={w.digest}
          allowDeselect={false}
          style={{ flex: 1 }}
          data={[
            { value: 'none', label: w.none },
            { value: 'hourly', label: w.hourly },
            { value: 'daily', label: w.daily },
          ]}
          {...form.getInputProps('digest')}
        />
        {digest === 'daily' ? (
          <TextInput
            label={w.digestAt}
            type="time"
            style={{ width: 140 }}
            {...form.getInputProps('digest_at')}
          />
        ) : null}
      </Group>
      <Checkbox label={w.quiet} {...form.getInputProps('isQuiet', { type: 'checkbox' })} />
      {isQuiet ? (
        <Group gap="xs" align="start">
          <TextInput label={w.quietFrom} type="time" {...form.getInputProps('quiet_hours.from')} />
          <TextInput label={w.quietTo} type="time" {...form.getInputProps('quiet_hours.to')} />
          <Select
            label={w.zone}
            searchable
            allowDeselect={false}
            data={timeZones()}
            style={{ flex: 1, minWidth: 180 }}
            {...form.getInputProps('quiet_hours.zone')}
          />
        </Group>
      ) : null}
    </FieldGroup>
  )
}
