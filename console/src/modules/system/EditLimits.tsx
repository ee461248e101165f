import { Modal, NumberInput, Select, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { put } from '#api/client.ts'
import type { Entitlements, WorkspaceLimits } from '#api/types.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { FieldGroup } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { formatNumber } from '#ui/region.ts'
import { s, sentence } from '../../strings.ts'
import { t } from './strings.ts'
import classes from './system.module.css'

const w = t.limits

/** The limits of one workspace. An empty limit comes from its tier. */
export function EditLimits({
  workspace,
  entitlements,
  onClose,
}: {
  workspace: WorkspaceLimits
  entitlements: Entitlements
  onClose: () => void
}) {
  const record = useRecordForm({
    initial: {
      tier: workspace.tier,
      billing_period: workspace.billing_period,
      renewal_date: workspace.renewal_date,
      features: workspace.features,
      limits: Object.fromEntries(
        workspace.limits.map((limit) => [limit.name, limit.is_own ? limit.limit : ('' as number | string)]),
      ),
    },
    send: ({ limits, features, renewal_date, ...rest }) =>
      put('/api/system/workspaces/{id}/entitlements', {
        path: { id: workspace.id },
        body: {
          ...rest,
          renewal_date: renewal_date || null,
          // All features are sent as "everything", so that features of the next version are included too.
          features: features.length === entitlements.features.length ? null : features,
          limits: Object.fromEntries(
            Object.entries(limits).flatMap(([name, most]) => (most === '' ? [] : [[name, Number(most)]])),
          ),
        },
      }),
    done: w.saved(workspace.name),
    changes: ['entitlements', 'workspace', 'session'],
    onDone: onClose,
  })
  const { form } = record
  const ofTier = entitlements.tiers.find((tier) => tier.tier === form.values.tier)?.limits ?? {}
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={w.editTitle(workspace.name)}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.save} onCancel={onClose}>
        <div className={classes.grid}>
          <Select
            label={w.tier}
            allowDeselect={false}
            data={entitlements.tiers.map(({ tier }) => ({ value: tier, label: sentence(tier) }))}
            {...form.getInputProps('tier')}
          />
          <Select
            label={w.billing}
            allowDeselect={false}
            data={optionsOf('setEntitlements.billing_period')}
            {...form.getInputProps('billing_period')}
          />
          <TextInput
            label={w.renewal}
            type="date"
            description={w.renewalHint}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...form.getInputProps('renewal_date')}
          />
          {workspace.limits.map((limit) => (
            <NumberInput
              key={limit.name}
              label={limit.title}
              description={w.inUse(formatNumber(limit.used))}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              placeholder={w.asTier(formatNumber(ofTier[limit.name] ?? 0))}
              min={0}
              allowDecimal={false}
              thousandSeparator=","
              {...form.getInputProps(`limits.${limit.name}`)}
            />
          ))}
        </div>
        <FieldGroup title={w.features}>
          <Checkbox.Group {...form.getInputProps('features')}>
            <div className={classes.grid}>
              {entitlements.features.map((name) => (
                <Checkbox key={name} value={name} label={sentence(name)} />
              ))}
            </div>
          </Checkbox.Group>
        </FieldGroup>
      </Form>
    </Modal>
  )
}
