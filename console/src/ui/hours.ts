/** 123450 hundredths → "1234.5". The second decimal is left out if it is zero. */
export function formatHours(hundredths: number): string {
  const text = (hundredths / 100).toFixed(2)
  return text.endsWith('0') ? text.slice(0, -1) : text
}

/** The value of a meter as its dial has it: a Hobbs in tenths, others in hundredths, cycles as whole landings. */
export function formatMeter(kind: string, hundredths: number): string {
  if (kind === 'cycles') return String(Math.round(hundredths / 100))
  return kind === 'hobbs' ? formatHours(hundredths) : (hundredths / 100).toFixed(2)
}

/** "1234.5 h", "1 cycle". */
export function meterText(kind: string, hundredths: number): string {
  const value = formatMeter(kind, hundredths)
  return kind === 'cycles' ? `${value} ${value === '1' ? 'cycle' : 'cycles'}` : `${value} h`
}

/** "1234.5" or "1234,5" → 123450 hundredths, or null if it is not such a number. Never goes through a float. */
export function parseHours(text: string): number | null {
  const parts = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text.trim().replaceAll(/[\s_]/g, ''))
  if (!parts) return null
  return Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'))
}

/** What a dial of four digits ran: after 9999.9 it goes on at 0. Negative where it ran backwards. */
export function dialRan(out: number, back: number): number {
  const ran = back - out
  return ran < 0 && out < 1_000_000 && ran + 1_000_000 <= 10_000 ? ran + 1_000_000 : ran
}
