import { sql, type Tx } from '#platform/database/database.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Extension } from '#platform/kernel/module.ts'
import { operation } from '#platform/kernel/operation.ts'
import { type Static, Type } from '#platform/kernel/schema.ts'
import { faultOfRegistration, lookOf } from '#rules/us-registration.ts'
import { Aircraft } from './aircraft.ts'

const Warning = Type.Object({
  code: Type.String({ description: 'What kind of warning it is, such as registration_form.' }),
  field: Type.String(),
  message: Type.String(),
  path: Type.Optional(
    Type.String({ description: 'What to get because of it, such as the maintenance records.' }),
  ),
})

/** What another module says about an aircraft as it is now. */
export interface AircraftWarning extends Extension {
  kind: 'aircraft_warning'
  of: (aircraft: Static<typeof Aircraft.schema>) => Static<typeof Warning>[]
}
export const aircraftWarning = (of: AircraftWarning['of']): AircraftWarning => ({
  kind: 'aircraft_warning',
  of,
})

/** An aircraft with what is unusual about it, and what is left to do. */
export const AircraftWithWarnings = Type.Object({
  ...Aircraft.schema.properties,
  warnings: Type.Array(Warning, {
    description:
      'What is unusual about the aircraft and may be a typing error, or what is left to do. None of it is refused.',
  }),
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
  handle: ({ tx, record, services }) => withWarnings(tx, services, record),
})

export async function withWarnings(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
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
  const ofRegistration = messages.map(([code = '', message = '']) => ({
    code,
    field: 'registration',
    message,
  }))
  const others = services.extensions<AircraftWarning>('aircraft_warning').flatMap(({ of }) => of(record))
  return { ...record, warnings: [...ofRegistration, ...others] }
}

async function lookAlikes(tx: Tx, registration: string, id: string): Promise<string[]> {
  const rows = await tx.rows(sql<'lookAlikes', { registration: string }>`
    select registration from aircraft
     where id <> ${id} and translate(replace(registration, '-', ''), 'IO', '10') = ${lookOf(registration)}
     order by registration`)
  return rows.map((row) => row.registration)
}
