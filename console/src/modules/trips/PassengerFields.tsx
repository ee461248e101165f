import { Button, TextInput } from '@mantine/core'
import { FieldGroup, FieldRow } from '#ui/form/FieldGroup.tsx'
import { IconPlus } from '#ui/icons.ts'
import { emptyPassenger, listedText, type PassengerRow } from './passengerRow.ts'
import { t } from './strings.ts'

const w = t.form

// As much of a form as the rows need, whatever else it has.
type RowsForm = {
  getInputProps: (path: string) => object
  insertListItem: (path: 'passengers', row: PassengerRow) => void
  removeListItem: (path: 'passengers', at: number) => void
}
type Props = {
  form: RowsForm
  rows: readonly PassengerRow[]
  /** Of the leg with the most. */
  mostAboard: number
}

/** Who flies along, with what the load manifest needs of them. */
export function PassengerFields({ form, rows, mostAboard }: Props) {
  const field = (at: number, name: keyof PassengerRow) => form.getInputProps(`passengers.${at}.${name}`)
  return (
    <>
      {rows.map((_, at) => (
        <FieldGroup key={at} title={w.passenger(at + 1)}>
          <FieldRow>
            <TextInput label={w.name} {...field(at, 'name')} />
            <TextInput label={w.weight} inputMode="decimal" {...field(at, 'weightKg')} />
          </FieldRow>
          <FieldRow>
            <TextInput label={w.document} {...field(at, 'documentNumber')} />
            <TextInput label={w.notes} {...field(at, 'notes')} />
          </FieldRow>
          <Button variant="subtle" size="compact-sm" onClick={() => form.removeListItem('passengers', at)}>
            {w.removePassenger(at + 1)}
          </Button>
        </FieldGroup>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => form.insertListItem('passengers', emptyPassenger)}
      >
        {w.addPassenger}
      </Button>
      {rows.length > 0 || mostAboard > 0 ? <p className="dim">{listedText(rows, mostAboard)}</p> : null}
    </>
  )
}
