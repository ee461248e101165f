import { ActionIcon, Popover, TextInput, type TextInputProps } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { s } from '../../strings.ts'
import { IconClock } from '../icons.ts'
import { formatClock, parseClock } from '../time.ts'
import classes from './form.module.css'

type Props = Omit<TextInputProps, 'value' | 'onChange' | 'label'> & {
  label: string
  value?: string
  onChange?: (text: string) => void
}

const hours = Array.from({ length: 24 }, (_, hour) => hour)
const minutes = Array.from({ length: 12 }, (_, step) => step * 5)
const two = (number: number) => String(number).padStart(2, '0')

/** A time of day in UTC: typed as 1405 or 14:05Z, or picked. Text that is not a time yet stays. */
export function TimeField({ value = '', onChange, onBlur, ...rest }: Props) {
  const [isOpen, picker] = useDisclosure(false)
  const at = parseClock(value)
  const pick = (next: number) => onChange?.(formatClock(next))

  return (
    <TextInput
      {...rest}
      value={value}
      placeholder="14:05Z"
      inputMode="numeric"
      autoComplete="off"
      onChange={(event) => onChange?.(event.currentTarget.value)}
      onBlur={(event) => {
        // Ignore an unchanged value: its error would vanish, and the button under the pointer would move.
        if (at !== null && formatClock(at) !== value) pick(at)
        onBlur?.(event)
      }}
      rightSection={
        <Popover
          opened={isOpen}
          onChange={(open) => (open ? picker.open() : picker.close())}
          trapFocus
          position="bottom-end"
          width={250}
        >
          <Popover.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={s.time.pick} onClick={picker.toggle}>
              <IconClock size={16} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown aria-label={s.time.pick}>
            <div className={classes.clock}>
              <div className={classes.grid} role="group" aria-label={s.time.hour}>
                {hours.map((hour) => (
                  <button
                    key={hour}
                    type="button"
                    aria-pressed={at !== null && Math.floor(at / 60) === hour}
                    onClick={() => pick(hour * 60 + ((at ?? 0) % 60))}
                  >
                    {two(hour)}
                  </button>
                ))}
              </div>
              <div className={classes.grid} role="group" aria-label={s.time.minute}>
                {minutes.map((minute) => (
                  <button
                    key={minute}
                    type="button"
                    aria-pressed={at !== null && at % 60 === minute}
                    onClick={() => {
                      pick(Math.floor((at ?? 0) / 60) * 60 + minute)
                      picker.close()
                    }}
                  >
                    {two(minute)}
                  </button>
                ))}
              </div>
            </div>
          </Popover.Dropdown>
        </Popover>
      }
    />
  )
}

/** Form validation: null if the value is empty or a time. */
export const clockError = (text: string) =>
  text.trim() === '' || parseClock(text) !== null ? null : s.time.bad
