import { Checkbox, Modal, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { BodyOf } from '#api/answer.ts'
import { get, post } from '#api/client.ts'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.presets
type Body = BodyOf<'POST', '/api/v1/maintenance/items/presets'>
type Preset = Body['presets'][number]['preset']

/** The inspections that nearly every aircraft needs, added in one step. */
export function Presets({ aircraftId, onClose }: { aircraftId?: string; onClose: () => void }) {
  const presets = useQuery({
    queryKey: ['maintenance_preset'],
    queryFn: () => get('/api/v1/maintenance/presets'),
  })
  const record = useRecordForm({
    initial: {
      aircraftId: aircraftId ?? (null as string | null),
      presets: ['annual', 'hundred_hour', 'altimeter', 'transponder', 'elt'] as Preset[],
    },
    send: ({ aircraftId: chosen, presets: wanted }) =>
      post('/api/v1/maintenance/items/presets', {
        body: { aircraftId: chosen ?? '', presets: wanted.map((preset) => ({ preset })) },
      }),
    done: (added) => w.done(added.length),
    changes: ['maintenance_item'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.title} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.submit} onCancel={onClose}>
        <p className="dim">{w.hint}</p>
        {aircraftId ? null : (
          <RecordField kind="aircraft" label={w.aircraft} {...form.getInputProps('aircraftId')} />
        )}
        <Loaded query={presets}>
          {(all) => (
            <Checkbox.Group label={w.which} {...form.getInputProps('presets')}>
              <Stack gap={8} mt={6}>
                {all.map(({ preset, title, reference }) => (
                  <Checkbox key={preset} value={preset} label={title} description={reference} />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
        </Loaded>
      </Form>
    </Modal>
  )
}
