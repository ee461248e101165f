import assert from 'node:assert/strict'
import type { Client } from '#platform/testing/client.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'

export const trips = '/api/v1/ops/trips'
export const sessions = '/api/v1/planning/sessions'
export const leg = (fields: object = {}) => ({
  fromAirport: 'KBJC',
  toAirport: 'KASE',
  plannedOffBlockAt: '2027-03-08T10:00:00Z',
  plannedOnBlockAt: '2027-03-08T11:00:00Z',
  ...fields,
})
export const act = (client: Client, tripId: string, verb: string, body?: object) =>
  client.post(`${trips}/${tripId}/${verb}`, body)
export async function through(client: Client, tripId: string, ...verbs: (string | [string, object])[]) {
  let trip: { status: string; [field: string]: unknown } = { status: '' }
  for (const step of verbs) {
    const [verb, body] = typeof step === 'string' ? [step, undefined] : step
    const answer = await act(client, tripId, verb, body)
    assert.equal(answer.status, 200, `${verb}: ${answer.text}`)
    trip = answer.data
  }
  return trip
}
export async function pilot(ws: TestWorkspace, name: string) {
  const member = await ws.as(name, { roles: ['pilot'] })
  const person = await ws.person({ displayName: name, userId: member.userId })
  return Object.assign(member, { crewId: person.id as string })
}
