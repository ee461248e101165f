import { Modal, Select, TextInput } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { patch } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { numberOf } from '#ui/form/number.ts'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.load
type Trip = RecordOf<'trip'>
type Leg = Trip['legs'][number]
const weights = ['operatingWeightKg', 'passengersKg', 'baggageKg', 'fuelKg', 'maxTakeoffWeightKg'] as const
const arms = ['cgForwardLimit', 'cgAftLimit', 'cg'] as const
type Numbers = Record<(typeof weights)[number] | (typeof arms)[number], string>
type Props = { trip: Trip; leg: Leg; onClose: () => void }

/** How a leg is loaded: what the load manifest says of it. */
export function LoadDialog({ trip, leg, onClose }: Props) {
  const { load } = leg
  const record = useRecordForm({
    initial: {
      ...(Object.fromEntries(
        [...weights, ...arms].map((name) => [name, load?.[name] === null ? '' : String(load?.[name] ?? '')]),
      ) as Numbers),
      cgUnit: load?.cgUnit ?? null,
      isByLoadingSchedule: load?.isByLoadingSchedule ?? false,
    },
    version: trip.version,
    send: ({ cgUnit, isByLoadingSchedule, ...typed }) =>
      patch('/api/v1/ops/trips/{id}', {
        path: { id: trip.id },
        version: trip.version,
        // A leg keeps what is not sent of it.
        body: {
          legs: trip.legs.map(({ id }) =>
            id === leg.id
              ? {
                  id,
                  load: {
                    ...Object.fromEntries(
                      Object.entries(typed).map(([name, text]) => [name, numberOf(String(text))]),
                    ),
                    cgUnit,
                    isByLoadingSchedule,
                  },
                }
              : { id },
          ),
        },
      }),
    done: w.saved(leg.position),
    changes: ['trip'],
    onDone: onClose,
  })
  const { form } = record
  const field = form.getInputProps
  return (
    <Modal
      opened
      onClose={onClose}
      title={w.title(leg.position, `${leg.fromAirport ?? '?'} – ${leg.toAirport ?? '?'}`)}
      closeButtonProps={{ 'aria-label': s.close }}
    >
      <Form record={record} submitLabel={w.save} onCancel={onClose}>
        {weights.map((name) => (
          <TextInput
            key={name}
            label={w[name]}
            inputMode="decimal"
            description={name === 'passengersKg' ? w.passengersHint : undefined}
            {...field(name)}
          />
        ))}
        <Total trip={trip} leg={leg} values={form.values} />
        <Checkbox label={w.isByLoadingSchedule} {...field('isByLoadingSchedule', { type: 'checkbox' })} />
        {form.values.isByLoadingSchedule ? null : (
          <>
            <FieldRow>
              <TextInput label={w.cgForwardLimit} inputMode="decimal" {...field('cgForwardLimit')} />
              <TextInput label={w.cgAftLimit} inputMode="decimal" {...field('cgAftLimit')} />
            </FieldRow>
            <FieldRow>
              <TextInput label={w.cg} inputMode="decimal" {...field('cg')} />
              <Select
                label={w.cgUnit}
                data={optionsOf('trip.legs.load.cgUnit')}
                clearable
                {...field('cgUnit')}
              />
            </FieldRow>
          </>
        )}
      </Form>
    </Modal>
  )
}

/** Before it is saved: the checklist of the server decides. */
function Total({ trip, leg, values }: { trip: Trip; leg: Leg; values: Numbers }) {
  const listed = trip.passengers.map(({ weightKg }) => weightKg)
  const isListed = listed.length === leg.passengerCount && !listed.includes(null)
  const ofList = isListed ? listed.reduce<number>((sum, weight) => sum + (weight ?? 0), 0) : null
  const parts = [
    numberOf(values.operatingWeightKg),
    numberOf(values.passengersKg) ?? ofList,
    numberOf(values.baggageKg) ?? 0,
    numberOf(values.fuelKg),
  ]
  if (parts.some((part) => part === null || Number.isNaN(part))) return <p className="dim">{w.unknown}</p>
  const total = Math.round(parts.reduce<number>((sum, part) => sum + (part ?? 0), 0) * 10) / 10
  const most = numberOf(values.maxTakeoffWeightKg)
  return most !== null && total > most ? (
    <Notice tone="red">{w.tooHeavy(total, Math.round((total - most) * 10) / 10)}</Notice>
  ) : (
    <p>{w.total(total)}</p>
  )
}
