import { NumberInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get, put } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { MfaRequirement } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { Switch } from '#ui/Switch.ts'
import classes from './mfa.module.css'
import { t } from './strings.ts'

const w = t.require
const usualDays = 7

/** Whether the workspace requires a second factor of every member, and from when. */
export function RequireTwoFactor() {
  const requirement = useQuery({
    queryKey: ['workspace', 'mfa'],
    queryFn: () => get('/api/settings/mfa'),
  })
  return (
    <Section title={w.title}>
      <p className="dim">{w.hint}</p>
      <Loaded query={requirement}>
        {(data) => <RequirementForm key={data.required_from ?? 'off'} requirement={data} />}
      </Loaded>
    </Section>
  )
}

function RequirementForm({ requirement }: { requirement: MfaRequirement }) {
  const mayEdit = useCan()('setMfaRequirement')
  const record = useRecordForm({
    initial: { required: requirement.required, grace_days: requirement.grace_days ?? usualDays },
    send: ({ required, grace_days }) =>
      put('/api/settings/mfa', { body: required ? { required, grace_days } : { required } }),
    done: w.saved,
    changes: ['workspace', 'session'],
  })
  const { form } = record
  return (
    <>
      <div className={classes.facts}>
        <span>{w.without(requirement.members_without_mfa, requirement.members)}</span>
        {requirement.required_from ? (
          <span>
            {w.from} <Instant at={requirement.required_from} />
          </span>
        ) : null}
      </div>
      <Form record={record} submitLabel={w.submit}>
        <Switch
          label={w.switch}
          disabled={!mayEdit}
          {...form.getInputProps('required', { type: 'checkbox' })}
        />
        {form.values.required ? (
          <NumberInput
            label={w.grace}
            description={w.graceHint}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={0}
            max={90}
            allowDecimal={false}
            suffix={` ${w.days}`}
            disabled={!mayEdit}
            {...form.getInputProps('grace_days')}
          />
        ) : null}
      </Form>
    </>
  )
}
