import assert from 'node:assert/strict'

// What the tests that kill a server share: a workspace that bills, and whether its books still balance.

export interface Api {
  post(path: string, body?: object): Promise<{ id: string }>
  put(path: string, body?: object): Promise<{ id: string }>
  get(path: string): Promise<Record<string, unknown>>
}

/**
 * Asks again for as long as the answer is to ask again: a busy machine may have no connection at once, not hear from
 * its database in time, or have too many requests of the workspace at work. A write carries the key that keeps it from being carried out twice.
 */
export async function retried<T>(ask: () => Promise<T>, left = 10): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (left === 0 || !/"(unavailable|rate_limited)"/.test(String(error))) throw error
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    return retried(ask, left - 1)
  }
}

/** A seller, and a code for no tax. */
export async function billing(api: Api): Promise<void> {
  await api.put('/api/v1/finance/seller', {
    name: 'Front Range Flyers',
    taxNumber: 'US-CO-1',
    address: { line1: '4900 Earhart Road', city: 'Loveland', postalCode: '80538', country: 'US' },
  })
  const tax = {
    code: 'O',
    name: 'No tax',
    rateBasisPoints: 0,
    category: 'O',
    exemptionReason: 'Not subject to tax',
  }
  await api.post('/api/v1/finance/tax-codes', { ...tax, validFrom: '2026-01-01' })
}

/** An account of a person of its own. @returns its ID. */
export async function billedAccount(api: Api, displayName = 'Sam Student'): Promise<string> {
  const { id } = await api.post('/api/v1/ops/crew', { displayName, functions: ['student'] })
  const account = { holder: { type: 'person', id }, currency: 'USD' }
  return (await api.post('/api/v1/finance/accounts', account)).id
}

/** Issues an invoice over an amount. @returns its ID. */
export async function issuedInvoice(api: Api, accountId: string, unitRateMinor: number): Promise<string> {
  const line = { description: 'Flying', quantityThousandths: 1_000, unit: 'each', taxCode: 'O' }
  const { id } = await api.post('/api/v1/finance/invoices', {
    accountId,
    lines: [{ ...line, unitRateMinor }],
  })
  await api.post(`/api/v1/finance/invoices/${id}/issue`)
  return id
}

/** Every currency sums to zero, and every balance is the sum of its postings. @returns how many postings there are. */
export async function assertBalanced({ get }: Pick<Api, 'get'>): Promise<number> {
  const sums = new Map<string, number>()
  const currencies = new Map<string, number>()
  let postings = 0
  await eachRow<{ accountId: string; amountMinor: number; currency: string }>(
    get,
    '/api/v1/finance/ledger/postings?',
    ({ accountId, amountMinor, currency }) => {
      postings++
      sums.set(accountId, (sums.get(accountId) ?? 0) + amountMinor)
      currencies.set(currency, (currencies.get(currency) ?? 0) + amountMinor)
    },
  )
  for (const [currency, sum] of currencies)
    assert.equal(sum, 0, `the postings in ${currency} do not sum to zero`)
  await eachRow<{ id: string; balanceMinor: number }>(
    get,
    '/api/v1/finance/accounts?',
    ({ id, balanceMinor }) =>
      assert.equal(balanceMinor, sums.get(id) ?? 0, 'a balance is not the sum of its postings'),
  )
  return postings
}

/** Reads all pages of a list. The path ends with a question mark or a filter. */
export async function eachRow<Row>(get: Api['get'], path: string, visit: (row: Row) => void): Promise<void> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await get(`${path}&page_size=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    for (const row of page.items as Row[]) visit(row)
    cursor = (page.next_cursor as string | null | undefined) ?? null
  }
}
