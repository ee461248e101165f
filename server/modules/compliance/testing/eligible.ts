import assert from 'node:assert/strict'
import type { Client } from '#platform/testing/client.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'

export type Row = Record<string, unknown>
export interface Rule extends Row {
  rule: string
  verdict: string
  needed: number
  counted: { flightId: string; number: number }[]
  notCounted: { flightId: string; why: string }[]
}
export const path = '/api/v1/compliance/eligibility'

/** The base of the flights, which has its own night. */
export const addBase = (space: TestWorkspace) =>
  space.made('/api/v1/ops/airports', {
    icao: 'LECU',
    name: 'Cuatro Vientos',
    country: 'ES',
    latitude: 40.3707,
    longitude: -3.78514,
    timezone: 'Europe/Madrid',
  })

export async function ask(client: Client, query: Row) {
  const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  const { status, data, text: body } = await client.get(`${path}?${text}`)
  assert.equal(status, 200, body)
  return data
}
export const ruleOf = (eligibility: { rules: Rule[] }, name: string): Rule => {
  const rule = eligibility.rules.find((entry) => entry.rule === name)
  assert.ok(rule, `there is no ${name} in ${eligibility.rules.map((entry) => entry.rule)}`)
  return rule
}
export const sum = ({ counted }: Rule) => counted.reduce((total, { number }) => total + number, 0)

/** Flown and approved, from a take-off to a landing. */
export async function flown(
  where: TestWorkspace,
  aircraftId: string,
  crew: Row[],
  [takeOffAt, landingAt]: [string, string],
  fields: Row = {},
) {
  const { id } = await where.flight({
    aircraftId,
    crew,
    fromAirport: 'LECU',
    toAirport: 'LECU',
    offBlockAt: takeOffAt,
    takeOffAt,
    landingAt,
    onBlockAt: landingAt,
    status: 'submitted',
    ...fields,
  })
  const { status, text } = await where.owner.post(`/api/v1/ops/flights/${id}/approve`, {
    acknowledgedWarnings: ['night_differs', 'not_eligible'],
  })
  assert.equal(status, 200, text)
  return id as string
}

/** A private pilot who holds everything. */
export async function pilot(where: TestWorkspace, more: Row = {}) {
  const person = await where.person(more)
  const record = (fields: Row) => where.made('/api/v1/compliance/records', { crewId: person.id, ...fields })
  await record({ kind: 'certificate', title: 'Private pilot', issuedOn: '2020-05-01' })
  await record({ kind: 'rating', title: 'Airplane single-engine land', issuedOn: '2020-05-01' })
  const medical = await record({
    kind: 'medical',
    medicalClass: 'third',
    issuedOn: '2026-01-10',
    ageAtExam: 45,
  })
  await record({ kind: 'flight_review', issuedOn: '2025-06-01' })
  return { id: person.id as string, medical }
}
