import { t } from './strings.ts'

const w = t.appearance

/** Preferences that the console uses, with their options. The first option is the default. */
export const knownPreferences: Record<
  string,
  { label: string; options: { value: string; label: string }[] }
> = {
  'console.scheme': {
    label: w.scheme,
    options: [
      { value: 'auto', label: w.system },
      { value: 'light', label: w.light },
      { value: 'dark', label: w.dark },
    ],
  },
  'console.density': {
    label: w.density,
    options: [
      { value: 'comfortable', label: w.comfortable },
      { value: 'compact', label: w.compact },
    ],
  },
  'console.times': {
    label: w.times,
    options: [
      { value: 'utc', label: w.utc },
      { value: 'local', label: w.local },
    ],
  },
}
