import { cut, type Parse, type Parsed } from './value.ts'

// What the cells seen so far tell about the decimal separator: an example of each, or null.
export type DecimalClues = { point: string | null; comma: string | null }

const GROUPED = /^[+-]?\d{1,3}([.,]\d{3})+$/

export function noteDecimal(clues: DecimalClues, cell: string) {
  const value = strip(cell)
  const last = value.match(/[.,](?=\d+$)/)?.[0]
  // "1,234" and "1.234" may be a thousand: they tell nothing. With both marks the last one decides.
  if (!last || (GROUPED.test(value) && !(value.includes('.') && value.includes(',')))) return
  if (!/^[+-]?[\d.,]+$/.test(value)) return
  if (last === '.') clues.point ??= cell
  else clues.comma ??= cell
}

export function decimalSeparatorOf({ point, comma }: DecimalClues) {
  if (point !== null && comma === null) return '.' as const
  if (comma !== null && point === null) return ',' as const
  return null
}

export function number({ min = -Infinity, max = Infinity, integer = false } = {}): Parse<number> {
  return (cell, reading) => {
    const parsed = readNumber(cell, reading.decimalSeparator)
    if ('problem' in parsed) return parsed
    const { value } = parsed
    if (integer && !Number.isInteger(value))
      return { problem: `“${cut(cell)}” has decimals: write a whole number` }
    if (value < min) return { problem: `“${cut(cell)}” is below the least possible, ${min}` }
    if (value > max) return { problem: `“${cut(cell)}” is above the most possible, ${max}` }
    return { value }
  }
}

export type HoursUnit = 'hours' | 'hundredths' | 'hours_minutes' | 'minutes'
const STATED_UNITS: Record<string, HoursUnit> = { minutes: 'minutes', hundredths: 'hundredths' }

// Hours as integer hundredths: 1.3, 1,3 and 1:18 are 130. The unit says what a number without a
// colon means: hours with decimals, hundredths, or hours and minutes with a point (1.18).
export function hours(
  unitOf: (options: Record<string, string>) => HoursUnit,
  { max = 10_000_000 } = {},
): Parse<number> {
  return (cell, reading) => {
    const unit = STATED_UNITS[reading.unit ?? ''] ?? unitOf(reading.options)
    const parsed = readHours(cell, unit, reading.decimalSeparator)
    if ('problem' in parsed) return parsed
    if (parsed.value < 0) return { problem: `“${cut(cell)}” is negative: hours count up` }
    if (parsed.value > max) return { problem: `“${cut(cell)}” is more than ${max / 100} hours` }
    return parsed
  }
}

function readHours(cell: string, unit: HoursUnit, decimalSeparator: '.' | ',' | null): Parsed<number> {
  const split = /^(\d{1,6})\s*[:+h]\s*(\d{1,2})(?::00)?\s*m?$/i.exec(cell)
  const pointed = unit === 'hours_minutes' ? /^(\d{1,6})(?:[.,](\d{2}))?$/.exec(cell) : null
  const clock = split ?? pointed
  if (clock) {
    const minutes = Number(clock[2] ?? 0)
    if (minutes > 59) return { problem: `“${cut(cell)}” has ${minutes} minutes: an hour has 60` }
    return { value: Number(clock[1]) * 100 + Math.round((minutes * 100) / 60) }
  }
  if (unit === 'hours_minutes') return { problem: `“${cut(cell)}” is not hours and minutes: write 1:18` }
  const parsed = readNumber(cell.replace(/\s*(h|hrs?|hours?)\.?$/i, ''), decimalSeparator)
  if ('problem' in parsed) return { ...parsed, problem: `${parsed.problem}, as in 1.3 or 1:18` }
  if (unit === 'minutes') return { value: Math.round((parsed.value * 100) / 60) }
  if (unit === 'hundredths') {
    return Number.isInteger(parsed.value)
      ? parsed
      : {
          problem: `“${cut(cell)}” has decimals, and this file's hours are stated in hundredths: change the unit`,
        }
  }
  const hundredths = Math.round(parsed.value * 100)
  if (Math.abs(hundredths - parsed.value * 100) > 1e-6) {
    return { problem: `“${cut(cell)}” has more than two decimals: hours are kept in hundredths` }
  }
  return { value: hundredths }
}

/** A length as whole minutes. A number without a colon is hours, as in 1.3, where its column does not say minutes. */
export const duration: Parse<number> = (cell, reading) => {
  if (reading.unit === 'minutes') return minutes(cell, reading)
  const text = cell.replace(/^(\d{1,3}:\d{2}):\d{2}$/, '$1')
  const parsed = readHours(text, 'hours', reading.decimalSeparator)
  if ('problem' in parsed) return parsed
  const clock = /^(\d{1,3})\s*[:+h]\s*(\d{2})$/.exec(text)
  const value = clock ? Number(clock[1]) * 60 + Number(clock[2]) : Math.round(parsed.value * 0.6)
  return value < 0 ? { problem: `“${cut(cell)}” is negative: a length counts up` } : { value }
}

// Minutes as 78, 1:18 or 1.3 h.
export const minutes: Parse<number> = (cell, reading) => {
  const clock = /^(\d{1,3})\s*[:+]\s*(\d{2})$/.exec(cell)
  if (clock) {
    return Number(clock[2]) < 60
      ? { value: Number(clock[1]) * 60 + Number(clock[2]) }
      : { problem: `“${cell}” has ${clock[2]} minutes: an hour has 60` }
  }
  const parsed = readNumber(cell.replace(/\s*min(utes)?\.?$/i, ''), reading.decimalSeparator)
  if ('problem' in parsed) return parsed
  return Number.isInteger(parsed.value) && parsed.value >= 0
    ? parsed
    : { problem: `“${cut(cell)}” is not a number of minutes: write 78 or 1:18` }
}

function readNumber(cell: string, decimalSeparator: '.' | ',' | null): Parsed<number> {
  const value = strip(cell)
  if (!/^[+-]?\d[\d.,]*$|^[+-]?[.,]\d+$/.test(value)) return { problem: `“${cut(cell)}” is not a number` }
  const decimal = decimalMarkOf(value, decimalSeparator)
  if (decimal === 'ambiguous') {
    return {
      problem: `“${cut(cell)}” is ${value.replace(',', '.')} or ${value.replace(',', '')}: say whether this file writes decimals with a point or a comma`,
      option: 'decimalSeparator',
    }
  }
  const grouping = decimal === ',' ? '.' : ','
  const [whole = '', fraction, ...more] = value.split(decimal)
  if (more.length > 0 || fraction?.includes(grouping) || (whole.includes(grouping) && !GROUPED.test(whole))) {
    return { problem: `“${cut(cell)}” is not a number with a decimal ${decimal === ',' ? 'comma' : 'point'}` }
  }
  return { value: Number(`${whole.replaceAll(grouping, '')}.${fraction ?? '0'}`) }
}

function decimalMarkOf(value: string, stated: '.' | ',' | null) {
  if (stated) return stated
  const lastPoint = value.lastIndexOf('.')
  const lastComma = value.lastIndexOf(',')
  if (lastPoint >= 0 && lastComma >= 0) return lastPoint > lastComma ? '.' : ','
  if (lastComma < 0) return '.'
  if (value.indexOf(',') !== lastComma) return '.'
  return GROUPED.test(value) ? 'ambiguous' : ','
}

// Spaces (also the narrow ones) and apostrophes group thousands in some countries; never decimals.
function strip(cell: string) {
  return cell.replaceAll(/(?<=\d)[\s\u00a0\u202f'’](?=\d{3})/g, '').trim()
}
