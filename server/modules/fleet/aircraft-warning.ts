import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { type Static, Type } from '#platform/kernel/schema.ts'
import { faultOfRegistration, lookOf } from '#rules/us-registration.ts'
import { Aircraft } from './aircraft.ts'

/** An aircraft with what is unusual about it, and may be a typing error. */
export const AircraftWithWarnings = Type.Object({
  ...Aircraft.schema.properties,
  warnings: Type.Array(
    Type.Object({
      code: Type.String({ description: 'What kind of warning it is, such as registration_form.' }),
      field: Type.String(),
      message: Type.String(),
    }),
    { description: 'What is unusual about the aircraft, and may be a typing error. It is refused nowhere.' },
  ),
})

export const getAircraft = operation({
  id: 'getAircraft',
  method: 'GET',
  path: '/api/v1/ops/aircraft/:id',
  summary: 'Get an aircraft',
  description:
    'Returns an aircraft with its equipment, base and current meter values, and with what is unusual about it.',
  scope: 'aircraft:read',
  roles: 'staff',
  on: Aircraft,
  response: AircraftWithWarnings,
  handle: ({ tx, record }) => withWarnings(tx, record),
})

export async function withWarnings(
  tx: Tx,
  record: Static<typeof Aircraft.schema>,
): Promise<Static<typeof AircraftWithWarnings>> {
  const { registration, id } = record
  const fault = faultOfRegistration(registration)
  const similar = fault === null ? [] : await lookAlikes(tx, registration, id)
  const messages = [
    ...(fault === null ? [] : [['registration_form', `${registration} ${fault}`]]),
    ...similar.map((other) => [
      'registration_look_alike',
      `${registration} looks like ${other}, which is here too`,
    ]),
  ] as const
  const warnings = messages.map(([code = '', message = '']) => ({ code, field: 'registration', message }))
  return { ...record, warnings }
}

async function lookAlikes(tx: Tx, registration: string, id: string): Promise<string[]> {
  const rows = await tx.rows(sql<'lookAlikes', { registration: string }>`
    select registration from aircraft
     where id <> ${id} and translate(replace(registration, '-', ''), 'IO', '10') = ${lookOf(registration)}
     order by registration`)
  return rows.map((row) => row.registration)
}
