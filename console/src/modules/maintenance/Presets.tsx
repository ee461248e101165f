import { Modal, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Answer, BodyOf } from '#api/answer.ts'
import { get, post } from '#api/client.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.presets
type Body = BodyOf<'POST', '/api/v1/maintenance/items/presets'>
type Preset = Body['presets'][number]['preset']

type Shown = Answer<'GET', '/api/v1/maintenance/presets'>

/** The inspections that nearly every aircraft needs, added in one step. */
export function Presets({ aircraftId, onClose }: { aircraftId?: string; onClose: () => void }) {
  const presets = useQuery({
    queryKey: ['maintenance_preset'],
    queryFn: () => get('/api/v1/maintenance/presets'),
  })
  return (
    <Modal opened onClose={onClose} title={w.title} closeButtonProps={{ 'aria-label': s.close }}>
      <Loaded query={presets}>
        {(all) => <PresetForm all={all} {...(aircraftId ? { aircraftId } : {})} onClose={onClose} />}
      </Loaded>
    </Modal>
  )
}

/** Starts with the inspections that operators under the same rules mostly need. */
function PresetForm({ all, aircraftId, onClose }: { all: Shown; aircraftId?: string; onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      aircraftId: aircraftId ?? (null as string | null),
      presets: all.filter(({ isSuggested }) => isSuggested).map(({ preset }) => preset as Preset),
      months: '',
    },
    names: { 'presets.intervalMonths': 'months' },
    send: ({ aircraftId: chosen, presets: wanted, months }) =>
      post('/api/v1/maintenance/items/presets', {
        body: {
          aircraftId: chosen ?? '',
          presets: wanted.map((preset) => ({
            preset,
            ...(asksMonths(all, preset) && months.trim() ? { intervalMonths: Number(months) } : {}),
          })),
        },
      }),
    done: (added) => w.done(added.length),
    changes: ['maintenance_item'],
    onDone: onClose,
  })
  const { form } = record
  const asking = all.find(({ preset, asksMonths: what }) => what && form.values.presets.includes(preset))
  return (
    <Form record={record} submitLabel={w.submit} onCancel={onClose}>
      <p className="dim">{w.hint}</p>
      {aircraftId ? null : (
        <RecordField kind="aircraft" label={w.aircraft} {...form.getInputProps('aircraftId')} />
      )}
      <Checkbox.Group label={w.which} {...form.getInputProps('presets')}>
        <Stack gap={8} mt={6}>
          {all.map(({ preset, title, reference }) => (
            <Checkbox key={preset} value={preset} label={title} description={reference} />
          ))}
        </Stack>
      </Checkbox.Group>
      {asking ? (
        <TextInput
          label={w.months(asking.title)}
          description={asking.asksMonths}
          inputMode="numeric"
          rightSection={<Unit>{w.monthUnit}</Unit>}
          rightSectionWidth={64}
          {...form.getInputProps('months')}
        />
      ) : null}
    </Form>
  )
}

const asksMonths = (all: Shown, preset: Preset) =>
  all.some((one) => one.preset === preset && one.asksMonths !== null)
