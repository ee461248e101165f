import { Select } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { patch } from '#api/client.ts'
import type { Import, ImportOptions } from '#api/types.ts'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Section } from '#ui/RecordPage.tsx'
import { timeZones } from '#ui/timeZones.ts'
import { tellDone } from '#ui/useAction.ts'
import classes from './importing.module.css'
import { t } from './strings.ts'

const w = t.page
const choices = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))

/** Which column is which field, and how times, dates and units in the file are meant. */
export function Mapping({ data }: { data: Import }) {
  const queryClient = useQueryClient()
  const columns = data.columns.map((column) => ({ value: String(column.index), label: column.header || `${w.column} ${column.index + 1}` }))
  const record = useRecordForm({
    initial: {
      mapping: Object.fromEntries(data.fields.map(({ name }) => [name, data.mapping[name] === null || data.mapping[name] === undefined ? null : String(data.mapping[name])])),
      options: data.options as Record<string, string>,
    },
    send: async ({ mapping, options }) => {
      const indexes = Object.fromEntries(Object.entries(mapping).map(([field, index]) => [field, index === null ? null : Number(index)]))
      await patch('/api/integrations/imports/{id}', { path: { id: data.id }, body: { mapping: indexes, options } })
      tellDone(w.applied)
      await queryClient.invalidateQueries({ queryKey: ['import'] })
    },
  })
  const { form } = record
  const has = (option: keyof ImportOptions) => data.options[option] !== undefined
  const option = (name: keyof ImportOptions) => ({ allowDeselect: false, ...form.getInputProps(`options.${name}`) })

  return (
    <Section title={w.mapping}>
      <Form record={record} submitLabel={w.apply}>
        <FieldGroup title={w.readAs}>
          <FieldRow>
            {has('timeZone') ? <Select label={w.timeZone} searchable limit={60} data={timeZones()} {...option('timeZone')} /> : null}
            {has('dateOrder') ? <Select label={w.dateOrder} data={choices(w.dateOrders)} {...option('dateOrder')} /> : null}
            {has('decimalSeparator') ? <Select label={w.decimal} data={choices(w.decimals)} {...option('decimalSeparator')} /> : null}
            {has('meterUnit') ? <Select label={w.meterUnit} data={choices(w.meterUnits)} {...option('meterUnit')} /> : null}
            {has('fuelUnit') ? <Select label={w.fuelUnit} data={choices(w.fuelUnits)} {...option('fuelUnit')} /> : null}
            {has('status') ? <Select label={w.flightStatus} data={choices(w.statuses)} {...option('status')} /> : null}
          </FieldRow>
        </FieldGroup>
        <p className="dim">{w.mappingHint}</p>
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={w.mapping}>
          <table className={classes.table} aria-label={w.mapping}>
            <thead><tr><th scope="col">{w.field}</th><th scope="col">{w.column}</th><th scope="col">{w.sample}</th></tr></thead>
            <tbody>
              {data.fields.map((field) => {
                const chosen = data.columns.find((column) => String(column.index) === form.values.mapping[field.name])
                return (
                  <tr key={field.name}>
                    <td title={field.help ?? undefined}>{field.title}{field.unit ? <span className="dim"> ({field.unit})</span> : null} {field.required ? <span className={classes.needed}>{w.needed}</span> : null}</td>
                    <td><Select size="xs" aria-label={`${w.column}: ${field.title}`} data={columns} clearable searchable placeholder={w.notInFile} {...form.getInputProps(`mapping.${field.name}`)} /></td>
                    <td className="dim">{chosen?.samples.slice(0, 2).join(', ')}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      </Form>
    </Section>
  )
}
