import { TextInput, type TextInputProps } from '@mantine/core'
import { s } from '../../strings.ts'
import { formatMeter, parseHours } from '../hours.ts'
import { Unit } from './FieldGroup.tsx'

type Props = Omit<TextInputProps, 'value' | 'onChange'> & {
  value?: string
  onChange?: (text: string) => void
  /** The kind of meter: cycles are whole landings, all others hours. */
  meter?: string
}

/** A meter value as read from the dial, such as 1234.5. The API gets hundredths. */
export function HoursField({ value = '', onChange, onBlur, meter = 'hobbs', ...rest }: Props) {
  return (
    <TextInput
      {...rest}
      value={value}
      inputMode="decimal"
      autoComplete="off"
      rightSection={<Unit>{meter === 'cycles' ? s.hours.cycles : 'h'}</Unit>}
      rightSectionWidth={meter === 'cycles' ? 56 : undefined}
      onChange={(event) => onChange?.(event.currentTarget.value)}
      onBlur={(event) => {
        const hundredths = parseHours(value)
        if (hundredths !== null) onChange?.(formatMeter(meter, hundredths))
        onBlur?.(event)
      }}
    />
  )
}

/** Form validation: null if the value is empty or valid hours. */
export const hoursError = (text: string) =>
  text.trim() === '' || parseHours(text) !== null ? null : s.hours.bad

/** Form validation for the value of a meter of any kind. */
export const meterError = (meter: string, text: string) =>
  meter === 'cycles'
    ? (parseHours(text.trim() || '0') ?? 1) % 100 === 0
      ? null
      : s.hours.badCycles
    : hoursError(text)
