import { Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { optionsOf } from '#api/choice.ts'
import { get, patch, post } from '#api/client.ts'
import type { MaintenanceItem } from '#api/types.ts'
import { FieldGroup, FieldRow, Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { HoursField, meterError } from '#ui/form/HoursField.tsx'
import { LeaveGuard } from '#ui/form/LeaveGuard.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo, useParam } from '#ui/place.ts'
import { bodyOf, calendarUnits, emptyItem, formOf, toleranceUnits, warningFor } from './itemForm.ts'
import { t } from './strings.ts'

const w = t.form
const meters = [
  { value: '', label: w.noMeter },
  ...optionsOf('MaintenanceLimit.counter').filter(({ value }) => value !== 'calendar'),
]
/** Creates a maintenance item, or updates the one in the URL. */
export default function EditItem() {
  const id = useParam('id')
  const item = useQuery({
    queryKey: ['maintenance_item', id],
    queryFn: () => get('/api/v1/maintenance/items/{id}', { path: { id } }),
    enabled: id !== '',
  })
  if (id === '') return <ItemFields />
  return <Loaded query={item}>{(data) => <ItemFields item={data} />}</Loaded>
}

function ItemFields({ item }: { item?: MaintenanceItem }) {
  const go = useGo()
  const params: Search = useSearch({ strict: false })
  const record = useRecordForm({
    initial: item ? formOf(item) : emptyItem(params.aircraft ?? null),
    validate: {
      every: (text, form) => (text.trim() || form.dueOn || form.meter ? null : w.needsLimit),
      intervalHundredths: (text, form) =>
        form.meter === '' || form.dueAtHundredths.trim()
          ? meterError(form.meter, text)
          : (required(w.interval)(text) ?? meterError(form.meter, text)),
      warningHundredths: (text, { meter }) => meterError(meter, text),
      toleranceHundredths: (text, { meter }) => meterError(meter, text),
      lastDoneHundredths: (text, { meter }) => meterError(meter, text),
      dueAtHundredths: (text, { meter }) => meterError(meter, text),
    },
    names: {
      ...Object.fromEntries(calendarUnits.map((unit) => [`limits.${unit}`, 'every'])),
      'limits.warningDays': 'warningDays',
      'limits.toleranceDays': 'tolerance',
      'limits.toleranceMonths': 'tolerance',
      'limits.dueOn': 'dueOn',
      'limits.intervalHundredths': 'intervalHundredths',
      'limits.warningHundredths': 'warningHundredths',
      'limits.toleranceHundredths': 'toleranceHundredths',
      'limits.lastDoneHundredths': 'lastDoneHundredths',
      'limits.dueAtHundredths': 'dueAtHundredths',
    },
    send: (values) => {
      const body = bodyOf(values, item)
      return item
        ? patch('/api/v1/maintenance/items/{id}', {
            path: { id: item.id },
            body,
            version: item.version,
          })
        : post('/api/v1/maintenance/items', {
            body: { ...body, aircraftId: values.aircraftId ?? '' },
          })
    },
    done: (saved) => (item ? w.saved(saved.title) : w.created(saved.title)),
    changes: ['maintenance_item'],
    onDone: (saved) => go(`/maintenance/items/${saved.id}`),
  })
  const { form } = record
  const { meter } = form.values
  const isDone = item !== undefined && item.lastCompletionId !== null
  const days = { rightSection: <Unit>{w.days}</Unit>, inputMode: 'numeric' as const, rightSectionWidth: 44 }
  const back = item
    ? { to: `/maintenance/items/${item.id}`, label: item.title }
    : { to: '/maintenance', label: t.list.title }
  return (
    <>
      <PageHeader title={item ? w.editTitle(item.title) : w.createTitle} back={back} />
      <Form record={record} submitLabel={item ? w.save : w.create} onCancel={() => void go(back.to)}>
        <FieldGroup title={w.what}>
          {item ? null : (
            <RecordField kind="aircraft" label={w.aircraft} {...form.getInputProps('aircraftId')} />
          )}
          <FieldRow>
            <TextInput label={w.title} {...form.getInputProps('title')} />
            <Select
              label={w.kind}
              data={optionsOf('maintenance_item.kind')}
              allowDeselect={false}
              {...form.getInputProps('kind')}
            />
          </FieldRow>
          <TextInput label={w.reference} description={w.referenceHint} {...form.getInputProps('reference')} />
        </FieldGroup>
        <FieldGroup title={w.byCalendar}>
          <TextInput label={w.every} inputMode="numeric" {...form.getInputProps('every')} />
          <Select
            label={w.unit}
            data={calendarUnits.map((value) => ({ value, label: w.units[value] }))}
            allowDeselect={false}
            {...form.getInputProps('unit')}
          />
          <FieldRow>
            <TextInput label={w.warningDays} {...days} {...form.getInputProps('warningDays')} />
            <TextInput label={w.tolerance} inputMode="numeric" {...form.getInputProps('tolerance')} />
            <Select
              label={w.toleranceUnit}
              data={toleranceUnits.map((value) => ({ value, label: w.toleranceUnits[value] }))}
              allowDeselect={false}
              {...form.getInputProps('toleranceUnit')}
            />
          </FieldRow>
          {isDone ? null : (
            <TextInput label={w.lastDoneOn} type="date" {...form.getInputProps('lastDoneOn')} />
          )}
          <TextInput label={w.dueOn} description={w.dueHint} type="date" {...form.getInputProps('dueOn')} />
        </FieldGroup>
        <FieldGroup title={w.byMeter}>
          <FieldRow>
            <Select
              label={w.meter}
              data={meters}
              allowDeselect={false}
              {...form.getInputProps('meter')}
              onChange={(value) =>
                form.setValues(({ warningHundredths = '' }) => ({
                  meter: value ?? '',
                  warningHundredths: warningFor(value ?? '', warningHundredths),
                }))
              }
            />
            {meter === '' ? null : (
              <HoursField label={w.interval} meter={meter} {...form.getInputProps('intervalHundredths')} />
            )}
          </FieldRow>
          {meter === '' ? null : (
            <>
              <FieldRow>
                <HoursField
                  label={w.warningHours}
                  meter={meter}
                  {...form.getInputProps('warningHundredths')}
                />
                <HoursField
                  label={w.toleranceHours}
                  meter={meter}
                  {...form.getInputProps('toleranceHundredths')}
                />
              </FieldRow>
              {isDone ? null : (
                <HoursField
                  label={w.lastDoneAt}
                  meter={meter}
                  {...form.getInputProps('lastDoneHundredths')}
                />
              )}
              <HoursField
                label={w.dueAt}
                meter={meter}
                description={w.dueHint}
                {...form.getInputProps('dueAtHundredths')}
              />
            </>
          )}
        </FieldGroup>
        <Select
          label={w.anchor}
          data={optionsOf('maintenance_item.anchor')}
          allowDeselect={false}
          {...form.getInputProps('anchor')}
        />
        <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
      </Form>
      <LeaveGuard hasUnsaved={record.hasUnsaved} />
    </>
  )
}
