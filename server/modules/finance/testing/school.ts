import assert from 'node:assert/strict'
import type { TestWorkspace } from '#platform/testing/workspace.ts'

const api = '/api/v1/finance'

export const ok = async (answer: ReturnType<TestWorkspace['owner']['post']>) => {
  const { status, data, text } = await answer
  assert.ok(status < 300, text)
  return data
}
export const rental = { chargeKind: 'rental', basis: 'hobbs', unitRateMinor: 18_500, taxCode: 'S21' }
export const prices = [
  rental,
  { chargeKind: 'instructor_flight', basis: 'block', unitRateMinor: 7_500, taxCode: 'S21' },
  { chargeKind: 'fuel_surcharge', basis: 'hobbs', unitRateMinor: 1_200, taxCode: 'S21' },
]

export async function version(ws: TestWorkspace, cardId: string, validFrom: string, rates: object[]) {
  const draft = await ws.made(`${api}/rates/${cardId}/versions`, { validFrom })
  for (const rate of rates) await ws.made(`${api}/rates/versions/${draft.id}/rates`, rate)
  return draft
}
export const publish = (ws: TestWorkspace, { id }: { id: string }) =>
  ws.owner.post(`${api}/rates/versions/${id}/publish`)

/** Makes the workspace a school with prices, a student with an account, an instructor and an aircraft. */
export async function pricedSchool(ws: TestWorkspace, rates: object[] = prices) {
  await ws.billing()
  const card = await ws.made(`${api}/rates`, { name: 'Members', currency: 'USD' })
  const first = await version(ws, card.id, '2026-01-01', rates)
  await ok(publish(ws, first))
  const [student, instructor] = [
    await ws.person({ displayName: 'Sam' }),
    await ws.person({ displayName: 'Ada' }),
  ]
  const account = await ws.account({ holder: { type: 'person', id: student.id } })
  const aircraft = await ws.aircraft()
  const crew = [
    { crewId: instructor.id, role: 'instructor' },
    { crewId: student.id, role: 'dual' },
  ]
  const lesson = (fields: object = {}) =>
    ws.flight({
      status: 'submitted',
      aircraftId: aircraft.id,
      crew,
      offBlockAt: '2026-03-04T12:00:00Z',
      onBlockAt: '2026-03-04T13:48:00Z',
      hobbsOutHundredths: 123_450,
      hobbsInHundredths: 123_580,
      ...fields,
    })
  const chargesOf = async (query = '') =>
    (await ws.owner.get(`${api}/charges?page_size=100${query}`)).data.items as {
      id: string
      kind: string
      netMinor: number
      status: string
      accountId: string
      quantityThousandths: number
      reversesId: string | null
    }[]
  return { ws, card, first, student, instructor, account, aircraft, crew, lesson, chargesOf }
}
