import { sql, type Tx } from '#platform/database/database.ts'
import type { ImportScope } from '#platform/importing/index.ts'
import { currencyExponent } from '#rules/currency.ts'

/** What a file says as an amount, in minor units; null if it has more decimals than the currency. */
export function amountMinorOf(amount: number, currency: string): number | null {
  const scaled = amount * 10 ** (currencyExponent(currency) ?? 2)
  const minor = Math.round(scaled)
  return Math.abs(scaled - minor) > 1e-6 ? null : minor
}

/** Noon of a day in the time zone of the file: on that day everywhere near. */
export const noonOf = (day: string, { reading, now }: ImportScope): Date => {
  const noon = Temporal.PlainDate.from(day).toZonedDateTime({
    timeZone: reading.timeZone,
    plainTime: '12:00',
  })
  return new Date(Math.min(noon.epochMilliseconds, now.getTime()))
}

/** Persons, customers and projects by their name in lower case. */
export async function loadHolders(
  tx: Tx,
): Promise<Map<string, { type: 'person' | 'customer' | 'project'; id: string }[]>> {
  const rows = await tx.rows(sql<
    'namedHolders',
    { type: 'person' | 'customer' | 'project'; name: string; id: string }
  >`
    select 'person' as type, lower(display_name) as name, id from crew
    union all select 'customer', lower(company), id from fbo_customers
    union all select 'project', lower(name), id from projects`)
  const holders = new Map<string, { type: 'person' | 'customer' | 'project'; id: string }[]>()
  for (const { type, name, id } of rows) holders.set(name, [...(holders.get(name) ?? []), { type, id }])
  return holders
}
