import { recordKinds } from '#platform/kernel/record-kind.ts'
import { requestMaker } from '#platform/testing/attack-request.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'

/** The ID of a record of each kind, created over the API. Kinds that only the server creates get an ID without a record. */
export async function recordOfEachKind(space: TestWorkspace): Promise<Map<string, string>> {
  const { record } = requestMaker(space)
  const post = async (path: string, body: object): Promise<string> => {
    const { status, data, text } = await space.owner.post(path, body)
    if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`)
    return data.id
  }
  // Values that no sample of a schema can provide.
  const special: Record<string, () => Promise<string>> = {
    risk_assessment: async () =>
      post('/api/v1/safety/risk-assessments', {
        hazardId: await record('haz'),
        severity: 'B',
        likelihood: 4,
      }),
    reading: async () =>
      post(`/api/v1/ops/aircraft/${await record('acf')}/readings`, {
        kind: 'hobbs',
        readingHundredths: 9_000_000,
      }),
    maintenance_completion: async () => {
      const path = `/api/v1/maintenance/items/${await record('mit')}`
      await post(`${path}/complete`, { performedBy: 'Shop of Loveland' })
      return (await space.owner.get(`${path}/history`)).data.items[0].id
    },
    maintenance_signature: async () => {
      const path = `/api/v1/maintenance/squawks/${await post('/api/v1/maintenance/squawks', {
        aircraftId: await record('acf'),
        title: 'Landing light out',
        phase: 'preflight',
      })}`
      await space.owner.post(`${path}/start`)
      const body = { text: 'Replaced the lamp', certificateKind: 'A&P', certificateNumber: '3141592' }
      return (await space.owner.post(`${path}/resolve`, body)).data.resolution.signatureId
    },
    component_work: async () => {
      const componentId = await post('/api/v1/maintenance/components', {
        kind: 'engine',
        partNumber: 'IO-360',
      })
      const path = '/api/v1/maintenance/work-orders'
      const aircraft = await space.aircraft()
      const order = await space.made(path, {
        aircraftId: aircraft.id,
        kind: 'scheduled',
        tasks: [{ sourceId: componentId, method: 'By the manual' }],
      })
      for (const step of ['open', 'start', `tasks/${order.tasks[0].id}/done`])
        await space.made(`${path}/${order.id}/${step}`)
      const signature = { certificateKind: 'A&P', certificateNumber: '3141592' }
      await space.made(`${path}/${order.id}/complete`, signature)
      const { data } = await space.owner.get(`/api/v1/maintenance/component-work?component_id=${componentId}`)
      return data.items[0].id
    },
    spi_entry: async () => {
      const spiId = await post('/api/v1/safety/spis', {
        name: 'Bird strikes',
        numerator: 'manual',
        denominator: 'hours',
        denominatorSource: 'manual',
        per: 1_000,
        period: 'quarter',
        direction: 'lower_is_better',
        watch: 1,
        warning: 2,
        critical: 3,
      })
      return post(`/api/v1/safety/spis/${spiId}/entries`, { entryOn: '2026-01-05', count: 1 })
    },
    webhook_delivery: async () => {
      await space.owner.post(`/api/v1/webhooks/endpoints/${await record('whe')}/ping`, {})
      return (await space.owner.get('/api/v1/webhooks/deliveries')).data.items[0].id
    },
  }
  const entry = async () => {
    const accounts = await Promise.all(
      ['Bank', 'Clearing'].map((name) =>
        post('/api/v1/finance/accounts', {
          holder: { type: 'internal' },
          name,
          kind: 'clearing',
          currency: 'USD',
        }),
      ),
    )
    return post('/api/v1/finance/ledger', {
      description: 'Opening balance',
      postings: accounts.map((accountId, index) => ({ accountId, amountMinor: index === 0 ? 1 : -1 })),
    })
  }
  special.ledger_entry = entry
  special.ledger_posting = async () => {
    const { data } = await space.owner.get(`/api/v1/finance/ledger/${await entry()}`)
    return data.postings[0].id
  }
  const ids = new Map<string, string>()
  for (const { name, prefix } of recordKinds())
    if (prefix !== null) ids.set(name, await (special[name]?.() ?? record(prefix)))
  return ids
}
