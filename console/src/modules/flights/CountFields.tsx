import { Select, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { countFields, type FlightForm } from './flightForm.ts'
import classes from './flights.module.css'
import { t } from './strings.ts'

const w = t.form
const tracking = [
  { value: '', label: w.trackingAssumed },
  { value: 'yes', label: w.trackingYes },
  { value: 'no', label: w.trackingNo },
]

/** Take-offs, landings and approaches: of the one who flew, or of each if several people did. */
export function CountFields({
  form,
  night,
}: {
  form: UseFormReturnType<FlightForm>
  /** Whether it is night, in words, once that is known. */
  night: string | undefined
}) {
  const { crew, flownBy } = form.values
  const isShared = flownBy === 'each' && crew.length > 1
  const options = [
    { value: 'byRole', label: w.flownByRole },
    ...crew.map((_, at) => ({ value: String(at), label: w.person(at + 1) })),
    { value: 'each', label: w.flownByEach },
  ]
  const flying = crew.length === 1 ? 0 : Number(flownBy)
  return (
    <FieldGroup title={w.counts}>
      {crew.length > 1 ? (
        <FieldRow>
          <Select label={w.flownBy} allowDeselect={false} data={options} {...form.getInputProps('flownBy')} />
        </FieldRow>
      ) : null}
      {isShared
        ? crew.map((_, at) => (
            <FieldGroup key={at} title={w.person(at + 1)}>
              <FieldRow>
                {countFields.map((field) => (
                  <TextInput
                    key={field}
                    label={w[field]}
                    inputMode="numeric"
                    {...form.getInputProps(`crew.${at}.${field}`)}
                  />
                ))}
                <Tracking form={form} at={at} />
              </FieldRow>
            </FieldGroup>
          ))
        : null}
      {isShared ? null : (
        <FieldRow>
          {countFields.map((field) => (
            <TextInput key={field} label={w[field]} inputMode="numeric" {...form.getInputProps(field)} />
          ))}
          {crew[flying] ? <Tracking form={form} at={flying} /> : null}
        </FieldRow>
      )}
      {night === undefined ? null : <p className={classes.sum}>{night}</p>}
    </FieldGroup>
  )
}

function Tracking({ form, at }: { form: UseFormReturnType<FlightForm>; at: number }) {
  const input = form.getInputProps(`crew.${at}.tracking`)
  return (
    <Select label={w.tracking} allowDeselect={false} data={tracking} {...input} value={input.value ?? ''} />
  )
}
