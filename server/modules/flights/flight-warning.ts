import { grants } from '#platform/access/scope.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { problem } from '#platform/kernel/problem.ts'
import { id, nullable, type Static, Type, text } from '#platform/kernel/schema.ts'
import { Flight } from './flight.ts'
import { type FlightFinding, type FlightForm, findingsOf } from './flight-check.ts'

const warningsNotAcknowledged = problem('warnings_not_acknowledged', 409, {
  meaning:
    'Something was wrong with the flight as it was flown, and the approver has not said that they saw it',
  fix: '`details` names each warning by its code. Look at them, and approve again with these codes in `acknowledgedWarnings`.',
})

const Warning = Type.Object({
  code: Type.String({ description: 'What kind of warning it is, such as aircraft_grounded.' }),
  message: Type.String(),
  crewId: nullable(id('crw', 'The person whom it concerns.')),
  mustBeAcknowledged: Type.Boolean({ description: 'Approving the flight takes an acknowledgment of it.' }),
  isAcknowledged: Type.Boolean({ description: 'An approver said that they saw it.' }),
  acknowledgedBy: nullable(Type.String({ description: 'The name of that approver.' })),
})

/** A flight with what was wrong with it as it was flown. */
export const FlightWithWarnings = Type.Object({
  ...Flight.schema.properties,
  warnings: Type.Array(Warning, {
    description:
      'What was wrong with the flight as it was flown, by the records of today. Warnings about a person are shown to that person and to those who may approve the flight.',
  }),
})

export const acknowledgedWarnings = Type.Array(text(1, 64), {
  maxItems: 50,
  description: 'The codes of the warnings that you have seen. What was flown can be approved all the same.',
})

export const getFlight = operation({
  id: 'getFlight',
  method: 'GET',
  path: '/api/v1/ops/flights/:id',
  summary: 'Get a flight',
  description:
    'Returns a flight with its crew, times, meters and fuel, and with what was wrong with it as it was flown.',
  scope: 'flights:read',
  roles: 'staff',
  on: Flight,
  response: FlightWithWarnings,
  handle: ({ tx, record, services, principal }) => withWarnings(tx, { record, services, principal }),
})

interface Seen {
  record: FlightForm
  services: Pick<Services, 'extensions'>
  principal: Principal
}

/** The flight with those warnings that the caller may see. */
export async function withWarnings(
  tx: Tx,
  { record, services, principal }: Seen,
): Promise<Static<typeof FlightWithWarnings>> {
  const findings = await findingsOf(tx, services, record)
  const isVisible = findings.some(({ crewId }) => crewId)
    ? await visibility(tx, record, principal)
    : () => true
  const { codes, by } = await acknowledgment(tx, record.id)
  const warnings = findings.filter(isVisible).map((finding) => {
    const isAcknowledged = codes.includes(finding.code)
    return {
      code: finding.code,
      message: finding.message,
      crewId: finding.crewId ?? null,
      mustBeAcknowledged: !finding.isForInformation,
      isAcknowledged,
      acknowledgedBy: isAcknowledged ? by : null,
    }
  })
  return { ...record, warnings }
}

/** @returns the codes of the warnings that the approver acknowledges. @throws Problem that names those that they do not. */
export async function requireAcknowledged(
  tx: Tx,
  { record, services }: Pick<Seen, 'record' | 'services'>,
  codes: readonly string[],
): Promise<string[]> {
  const findings = await findingsOf(tx, services, record)
  const missing = findings.filter(({ code, isForInformation }) => !isForInformation && !codes.includes(code))
  if (missing.length > 0)
    throw warningsNotAcknowledged(missing.map(({ message }) => message).join('. '), {
      details: missing.map(({ code, message }) => ({
        field: 'acknowledgedWarnings',
        message: `must name ${code}: ${message}`,
      })),
    })
  const present = new Set(findings.map(({ code }) => code))
  return [...present].filter((code) => codes.includes(code))
}

/** The codes that an approver of the flight acknowledged, and their name. */
export async function acknowledgment(
  tx: Tx,
  flightId: string,
): Promise<{ codes: readonly string[]; by: string | null }> {
  return tx.one(sql<'acknowledgment', { codes: string[]; by: string | null }>`
    select coalesce(acknowledged_warnings, '{}') as codes,
           coalesce(acknowledged_by_name, approved_by_name) as by
      from flights where id = ${flightId}`)
}

const approvers = ['account_owner', 'admin', 'chief_pilot', 'director_of_operations', 'auditor']

/** What a person holds is theirs: others see it only if they approve the flight, or read compliance records. */
async function visibility(
  tx: Tx,
  record: FlightForm,
  principal: Principal,
): Promise<(finding: FlightFinding) => boolean> {
  if (principal.kind === 'api_key') {
    const seesAll = ['compliance:read', 'flights:write'].some((scope) => grants(principal.scopes, scope))
    return ({ crewId }) => seesAll || !crewId
  }
  if (principal.roles.some((role) => approvers.includes(role))) return () => true
  const aboard = record.crew.map(({ crewId }) => crewId)
  const own = await tx.first(sql<'ownPerson'>`
    select c.id from crew c where c.user_id = ${principal.userId} and c.id = any (${aboard})`)
  const instructs = record.crew.some(({ crewId, role }) => crewId === own?.id && role === 'instructor')
  return ({ crewId }) => !crewId || crewId === own?.id || instructs
}
