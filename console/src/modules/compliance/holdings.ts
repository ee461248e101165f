import type { CompliancePerson } from '#api/types.ts'

type Holding = CompliancePerson['holdings'][number]
export type Held = { main: Holding; also: Holding[]; status: Holding['status'] }

const urgency: Holding['status'][] = ['expired', 'missing', 'expiring', 'compliant']
const rank = (status: Holding['status']) => urgency.indexOf(status)
const endOf = ({ expiresOn }: Holding) => expiresOn ?? '9999'

/**
 * What a person holds, a row for each record, the most urgent first. A medical that meets a requirement is also held for
 * the privileges of its class, which end earlier.
 */
export function rowsOf(holdings: readonly Holding[]): Held[] {
  const required = new Set(
    holdings.flatMap(({ requirementId, recordId }) => (requirementId && recordId ? [recordId] : [])),
  )
  const isMain = ({ requirementId, recordId }: Holding) =>
    requirementId !== null || recordId === null || !required.has(recordId)
  return holdings
    .filter(isMain)
    .map((main) => {
      const also = holdings.filter(
        (held) => !isMain(held) && held.recordId === main.recordId && held.expiresOn !== main.expiresOn,
      )
      const [status = main.status] = [main, ...also]
        .map((held) => held.status)
        .toSorted((a, b) => rank(a) - rank(b))
      return { main, also, status }
    })
    .toSorted((a, b) => rank(a.status) - rank(b.status) || endOf(a.main).localeCompare(endOf(b.main)))
}

/** What ends first of all that a person holds, and has not ended. */
export function nextEnd(holdings: readonly Holding[]): (Holding & { expiresOn: string }) | undefined {
  return holdings
    .flatMap((held) =>
      held.expiresOn && held.status !== 'expired' ? [{ ...held, expiresOn: held.expiresOn }] : [],
    )
    .toSorted((a, b) => a.expiresOn.localeCompare(b.expiresOn))[0]
}
