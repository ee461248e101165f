import type { ModuleFixtures, Prepared } from '#platform/testing/fixtures.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { pricedSchool, prices } from './school.ts'

const api = '/api/v1/finance'
const invoices = `${api}/invoices`

/** A seller of their own, so that each code and number is free. */
async function seller(of: TestWorkspace): Promise<TestWorkspace> {
  const ws = await of.another()
  await ws.billing()
  return ws
}

async function issuedInvoice(of: TestWorkspace) {
  const ws = await seller(of)
  const account = await ws.account({ email: 'student@example.com' })
  const draft = await ws.invoice({ accountId: account.id })
  const invoice = await ws.made(`${invoices}/${draft.id}/issue`)
  return {
    ws,
    invoice,
    at: (rest: string): Prepared => ({ path: `${invoices}/${draft.id}/${rest}`, caller: ws.owner }),
  }
}

async function flownLesson(of: TestWorkspace, rates: object[] = prices) {
  const school = await pricedSchool(await of.another(), rates)
  const flight = await school.lesson()
  await school.ws.made(`/api/v1/ops/flights/${flight.id}/approve`, {})
  return { ...school, caller: school.ws.owner, path: `${api}/flights/${flight.id}` }
}

/** Two flights with 0.2 h between them that nobody logged. */
async function flownWithGap(of: TestWorkspace) {
  const { ws, aircraft, lesson } = await pricedSchool(await of.another())
  let hobbs = 123_450
  for (const [day, skipped] of [
    ['2026-03-01', 0],
    ['2026-03-02', 20],
  ]) {
    hobbs += Number(skipped)
    const flight = await lesson({
      offBlockAt: `${day}T12:00:00Z`,
      onBlockAt: `${day}T13:00:00Z`,
      hobbsOutHundredths: hobbs,
      hobbsInHundredths: hobbs + 100,
    })
    hobbs += 100
    await ws.made(`/api/v1/ops/flights/${flight.id}/approve`, {})
  }
  const range = 'date_from=2026-01-01&date_to=2026-12-31'
  const path = `${api}/aircraft/${aircraft.id}/meter-truth`
  const { data: truth } = await ws.owner.get(`${path}?${range}`)
  return { caller: ws.owner, truth, at: (verb: string) => `${path}/${verb}?${range}` }
}

async function postings(ws: TestWorkspace): Promise<object> {
  const name = `Bank ${ws.next()}`
  const bank = await ws.account({ holder: { type: 'internal' }, name, kind: 'cash', currency: 'USD' })
  return {
    description: 'Opening balance',
    postings: [
      { accountId: (await ws.account()).id, amountMinor: 12_345 },
      { accountId: bank.id, amountMinor: -12_345 },
    ],
  }
}

export const prepared: ModuleFixtures['prepared'] = {
  async priceFlight(of) {
    const { ws, lesson } = await pricedSchool(await of.another())
    return { path: `${api}/flights/${(await lesson()).id}/price`, caller: ws.owner }
  },
  async chargeFlight(of) {
    const { path, caller } = await flownLesson(of)
    return { path: `${path}/charge`, caller }
  },
  async creditFuelAway(of) {
    const home = { chargeKind: 'fuel_away_credit', basis: 'litre', unitRateMinor: 220, taxCode: 'NONE' }
    const { path, caller } = await flownLesson(of, [...prices, home])
    return { path: `${path}/fuel-away`, caller, body: { litreThousandths: 80_000, paidMinor: 260 } }
  },
  async billCharges(of) {
    const { caller } = await flownLesson(of)
    return { path: `${invoices}/from-charges`, caller, body: { all: true } }
  },
  async issueInvoice(of) {
    const ws = await seller(of)
    return { path: `${invoices}/${(await ws.invoice()).id}/issue`, caller: ws.owner }
  },
  async creditInvoice(of) {
    return { ...(await issuedInvoice(of)).at('credit'), body: { reason: 'Wrong student' } }
  },
  getInvoiceXml: async (of) => (await issuedInvoice(of)).at('xml'),
  getInvoicePdf: async (of) => (await issuedInvoice(of)).at('pdf'),
  sendInvoice: async (of) => ({ ...(await issuedInvoice(of)).at('send'), body: {} }),
  async publicInvoice(of) {
    const { ws, invoice } = await issuedInvoice(of)
    return { path: `/api/v1/public/invoices/${invoice.id}`, caller: await ws.key() }
  },
  async allocatePayment(of) {
    const { ws, invoice } = await issuedInvoice(of)
    const { id } = await ws.made(`${api}/payments`, {
      accountId: invoice.accountId,
      method: 'cash',
      amountMinor: 10_000,
    })
    const allocations = [{ invoiceId: invoice.id, amountMinor: 5_000 }]
    return { path: `${api}/payments/${id}/allocate`, caller: ws.owner, body: { allocations } }
  },
  async approveMeterCorrection(of) {
    const { caller, truth, at } = await flownWithGap(of)
    return { path: at('approve'), caller, body: { fingerprint: truth.correction.fingerprint } }
  },
  async explainMeterFindings(of) {
    const { caller, truth, at } = await flownWithGap(of)
    const body = { findings: [truth.findings[0].key], reason: 'Run on the ground after the oil change' }
    return { path: at('explain'), caller, body }
  },
  async createLedgerEntry(of) {
    const ws = await seller(of)
    return { path: `${api}/ledger`, caller: ws.owner, body: await postings(ws) }
  },
  async reverseLedgerEntry(of) {
    const ws = await seller(of)
    const { id } = await ws.made(`${api}/ledger`, await postings(ws))
    return { path: `${api}/ledger/${id}/reverse`, caller: ws.owner, body: { reason: 'Posted twice' } }
  },
}
