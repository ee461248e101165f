import { sql, type Tx } from '#platform/database/database.ts'
import { defineImport, earlierRow, type ImportRow, type ImportScope } from '#platform/importing/index.ts'
import type { Fields } from '#platform/importing/mapping.ts'
import type { Named } from '#platform/importing/named.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { EventType } from '#platform/kernel/event-type.ts'
import { currencyExponent } from '#rules/currency.ts'
import { localDay } from './local-day.ts'
import type { Poster } from './post-entry.ts'
import { billingRoles } from './roles.ts'

/** What each row of a file is judged by. */
interface RowContext {
  /** The day of the import where the file is from. */
  today: string
  firstRow: Map<string, number>
}

interface MoneyImport<F extends Fields, D, Opened, Known> {
  name: string
  title: string
  audits: EventType
  fields: F
  /** What is read once for the whole file. */
  open(tx: Tx): Promise<Opened>
  /** What is read for each block of rows. */
  known(tx: Tx, rows: readonly ImportRow<F, D>[]): Promise<Known>
  recordOf(row: ImportRow<F, D>, context: Opened & Known & RowContext): D | null
  write(tx: Tx, scope: ImportScope, records: readonly D[]): Promise<readonly Emission[]>
}

/** An import that posts to the ledger: those who bill run it, and its files are theirs alone. */
export const moneyImport = <F extends Fields, D, Opened, Known>({
  open,
  known,
  recordOf,
  write,
  ...kind
}: MoneyImport<F, D, Opened, Known>) =>
  defineImport<F, D>({
    ...kind,
    roles: billingRoles,
    isPrivate: true,
    options: {},
    async open(tx, scope) {
      const opened = await open(tx)
      const context = {
        today: localDay(scope.now, scope.reading.timeZone),
        firstRow: new Map<string, number>(),
      }
      const emissions: Emission[] = []
      return {
        async check(own, rows) {
          const read = await known(own, rows)
          for (const row of rows) row.record = recordOf(row, { ...opened, ...read, ...context })
        },
        async write(own, records) {
          emissions.push(...(await write(own, scope, records)))
        },
        finish: async () => emissions,
      }
    },
  })

/** Adds a problem where the workspace has this record already, or an earlier row of the file is the same. */
export function requireOnce(
  { problems, row }: Pick<ImportRow<Fields, unknown>, 'problems' | 'row'>,
  { field, name, key, isKnown }: { field: string; name: string; key: string; isKnown: boolean },
  { firstRow }: RowContext,
): void {
  const first = earlierRow(firstRow, key, row)
  if (isKnown) problems.push({ field, message: `${name} is here already: leave the row out` })
  else if (first !== undefined)
    problems.push({ field, message: `${name} stands in row ${first} already: it may be there once` })
  else firstRow.set(key, row)
}

/** The one record of several that has a name. */
export const onlyOne = (
  records: readonly { id: string }[] | undefined,
  { none, several }: { none: string; several: string },
): Named => {
  const [record, ...others] = records ?? []
  if (!record) return { problem: none }
  return others.length > 0 ? { problem: several } : { id: record.id }
}

/** Who an import posts for. */
export const posterOf = ({ workspaceId, actorName }: ImportScope): Poster => ({
  workspace: { uuid: workspaceId },
  postedBy: actorName,
})

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
