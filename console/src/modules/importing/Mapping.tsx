import { Select } from '@mantine/core'
import { patch } from '#api/client.ts'
import type { KindName } from '#api/contract.ts'
import { labelOf } from '#api/label.ts'
import type { ImportInFull } from '#api/types.ts'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { onUse } from '#ui/onUse.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { timeZones } from '#ui/timeZones.ts'
import classes from './importing.module.css'
import { t } from './strings.ts'

const Layout = onUse(async () => (await import('./Layout.tsx')).Layout)

const w = t.page
const choices = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

/** The column of each field, and how to read times, dates and units. */
export function Mapping({ data }: { data: ImportInFull }) {
  const columns = data.columns.map((column) => ({
    value: String(column.index),
    label: column.header || `${w.column} ${column.index + 1}`,
  }))
  const record = useRecordForm({
    initial: {
      mapping: Object.fromEntries(
        data.fields.map(({ name }) => [
          name,
          data.mapping[name] === null || data.mapping[name] === undefined ? null : String(data.mapping[name]),
        ]),
      ),
      options: data.options,
    },
    send: ({ mapping, options }) => {
      const indexes = Object.fromEntries(
        Object.entries(mapping).map(([field, index]) => [field, index === null ? null : Number(index)]),
      )
      return patch('/api/integrations/imports/{id}', {
        path: { id: data.id },
        body: {
          mapping: indexes,
          // What the file shows stays what it shows, unless it was changed.
          options: Object.fromEntries(
            Object.entries(options).filter(([name, value]) => value !== (data.options[name] ?? null)),
          ),
        },
      })
    },
    done: w.applied,
    changes: ['import'],
  })
  const { form } = record
  // A column holds one field, so choosing it takes it from the field that had it.
  const choose = (name: string, index: string | null) =>
    form.setFieldValue(
      'mapping',
      Object.fromEntries(
        Object.entries(form.values.mapping).map(([field, had]) => [
          field,
          field === name ? index : index !== null && had === index ? null : had,
        ]),
      ),
    )
  const unused = columns.filter(({ value }) => !Object.values(form.values.mapping).includes(value))
  const option = (name: string) => ({
    allowDeselect: false,
    placeholder: w.notStated,
    ...form.getInputProps(`options.${name}`),
  })
  const fromFile = [
    {
      name: 'timeZone',
      title: w.timeZone,
      choices: [...data.timeZones.map((value) => ({ value, label: w.atAirports })), ...timeZones()],
    },
    { name: 'dateOrder', title: w.dateOrder, choices: choices(w.dateOrders) },
    { name: 'decimalSeparator', title: w.decimal, choices: choices(w.decimals) },
  ].filter(({ name }) => name in data.options)

  return (
    <Section title={w.mapping}>
      <Layout data={data} />
      <Form record={record} submitLabel={w.apply}>
        <FieldGroup title={w.readAs}>
          <FieldRow>
            {fromFile.map(({ name, title, choices: data }) => (
              <Select
                key={name}
                label={title}
                data={data}
                searchable={name === 'timeZone'}
                limit={60}
                {...option(name)}
              />
            ))}
            {data.choices.map(({ name, title, help, values, names }) =>
              names ? (
                <RecordField
                  key={name}
                  kind={names as KindName}
                  label={title}
                  description={help}
                  inputWrapperOrder={['label', 'input', 'description', 'error']}
                  clearable
                  takesNewName={form.values.options.createMissing === 'add'}
                  {...option(name)}
                  allowDeselect
                />
              ) : (
                <Select
                  key={name}
                  label={title}
                  description={help}
                  inputWrapperOrder={['label', 'input', 'description', 'error']}
                  data={values.map((value) => ({ value, label: labelOf('flight.fuelUnit', value as never) }))}
                  {...option(name)}
                />
              ),
            )}
          </FieldRow>
        </FieldGroup>
        <p className="dim">{w.mappingHint}</p>
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={w.mapping}>
          <table className={classes.table} aria-label={w.mapping}>
            <thead>
              <tr>
                <th scope="col">{w.field}</th>
                <th scope="col">{w.column}</th>
                <th scope="col">{w.sample}</th>
              </tr>
            </thead>
            <tbody>
              {data.fields.map((field) => {
                const chosen = data.columns.find(
                  (column) => String(column.index) === form.values.mapping[field.name],
                )
                return (
                  <tr key={field.name}>
                    <td title={field.help ?? undefined}>
                      {field.title}
                      {field.unit ? <span className="dim"> ({field.unit})</span> : null}{' '}
                      {field.required ? <span className={classes.needed}>{w.required}</span> : null}
                    </td>
                    <td>
                      <Select
                        size="xs"
                        aria-label={`${w.column}: ${field.title}`}
                        data={columns}
                        clearable
                        searchable
                        placeholder={w.notInFile}
                        {...form.getInputProps(`mapping.${field.name}`)}
                        {...(field.required && form.values.mapping[field.name] === null
                          ? { error: w.needsColumn }
                          : {})}
                        onChange={(index) => choose(field.name, index)}
                      />
                    </td>
                    <td className="dim">{chosen?.samples.slice(0, 2).join(', ')}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
        {unused.length > 0 ? <p className="dim">{w.unused(unused.map((column) => column.label))}</p> : null}
      </Form>
    </Section>
  )
}
