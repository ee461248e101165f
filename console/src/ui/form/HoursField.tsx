import { TextInput, type TextInputProps } from '@mantine/core'
import { s } from '../../strings.ts'
import { formatHours, parseHours } from '../hours.ts'
import { Unit } from './FieldGroup.tsx'

type Props = Omit<TextInputProps, 'value' | 'onChange'> & {
  value?: string
  onChange?: (text: string) => void
}

/** A meter value as read from the dial, such as 1234.5. The API gets hundredths of an hour. */
export function HoursField({ value = '', onChange, onBlur, ...rest }: Props) {
  return (
    <TextInput
      {...rest}
      value={value}
      inputMode="decimal"
      autoComplete="off"
      rightSection={<Unit>h</Unit>}
      onChange={(event) => onChange?.(event.currentTarget.value)}
      onBlur={(event) => {
        const hundredths = parseHours(value)
        if (hundredths !== null) onChange?.(formatHours(hundredths))
        onBlur?.(event)
      }}
    />
  )
}

/** Form validation: null if the value is empty or valid hours. */
export const hoursError = (text: string) =>
  text.trim() === '' || parseHours(text) !== null ? null : s.hours.bad
