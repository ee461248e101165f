import { db, sql, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { requireRoom } from '#platform/kernel/entitlement.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { requireMeaning } from '#platform/kernel/look-up.ts'
import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { Type } from '#platform/kernel/schema.ts'
import { type AircraftKind, completeKind, faultOfKind } from '#rules/aircraft-kind.ts'
import { maintenanceRoles, operationsRoles } from '#server/roles.ts'
import {
  Aircraft,
  aircraftChange,
  aircraftCreated,
  aircraftUpdated,
  registration,
  takesRoom,
  typeDesignator,
} from './aircraft.ts'
import { AircraftWithWarnings, withWarnings } from './aircraft-warning.ts'
import { refuseSameRegistration } from './registration.ts'
import { refuseAddress } from './transponder-address.ts'

export const createAircraft = operation({
  id: 'createAircraft',
  method: 'POST',
  path: '/api/v1/ops/aircraft',
  summary: 'Create an aircraft',
  description:
    'Adds an aircraft to the fleet. Its registration may belong to no other aircraft of the workspace.',
  scope: 'aircraft:write',
  roles: [...operationsRoles, ...maintenanceRoles],
  creates: Aircraft,
  emits: aircraftCreated,
  body: Type.Object({ registration, ...aircraftChange.properties, typeDesignator }),
  response: AircraftWithWarnings,
  async handle({ tx, body, principal, services }) {
    if (takesRoom(body.status ?? 'active'))
      await requireRoom(tx, services, principal.workspace.uuid, 'max_aircraft')
    const aircraftId = newId('acf')
    const kind = completeKind(body)
    requirePossible(kind)
    const place = await basedAt(tx, services, body.baseAirport)
    const columns = {
      ...toColumns(capitals({ ...body, ...kind, ...place })),
      workspace_id: principal.workspace.uuid,
      id: aircraftId,
    }
    await refuseSameRegistration(tx, columns.registration, null)
    await refuseAddress(tx, columns.icao24, null)
    await tx.run(db.insertInto('aircraft').values(columns))
    await tx.run(sql`
      insert into aircraft_registrations (workspace_id, aircraft_id, registration)
      values (${principal.workspace.uuid}, ${aircraftId}, ${columns.registration})`)
    return withWarnings(tx, services, await Aircraft.get(tx, aircraftId))
  },
})

export const updateAircraft = operation({
  id: 'updateAircraft',
  method: 'PATCH',
  path: '/api/v1/ops/aircraft/:id',
  summary: 'Update an aircraft; a new registration keeps the old one in its history',
  description:
    'Changes the fields that you send; the others keep their value. After a new registration, the aircraft is still found by the old one in its history.',
  scope: 'aircraft:write',
  roles: [...operationsRoles, ...maintenanceRoles],
  on: Aircraft,
  emits: aircraftUpdated,
  body: Type.Object({ registration: Type.Optional(registration), ...aircraftChange.properties }),
  response: AircraftWithWarnings,
  async handle({ tx, body, record, principal, services }) {
    if (kindNames.some((name) => body[name] !== undefined && body[name] !== record[name]))
      requirePossible({ ...record, ...body })
    const place = body.baseAirport === record.baseAirport ? {} : await basedAt(tx, services, body.baseAirport)
    const columns = toColumns(capitals({ ...body, ...place }))
    if (Object.keys(columns).length === 0) return withWarnings(tx, services, record)
    const comesBack = !takesRoom(record.status) && takesRoom(body.status ?? record.status)
    if (comesBack) await requireRoom(tx, services, principal.workspace.uuid, 'max_aircraft')
    if (columns.registration !== undefined && columns.registration !== record.registration)
      await refuseSameRegistration(tx, columns.registration, record.id)
    const address = columns.icao24 === undefined ? record.icao24 : columns.icao24
    if (comesBack || address !== record.icao24) await refuseAddress(tx, address, record.id)
    await tx.run(db.updateTable('aircraft').set(columns).where('id', '=', record.id))
    if (columns.registration !== undefined && columns.registration !== record.registration) {
      await tx.run(sql`
        insert into aircraft_registrations (workspace_id, aircraft_id, registration)
        values (${principal.workspace.uuid}, ${record.id}, ${columns.registration})`)
    }
    return withWarnings(tx, services, await Aircraft.get(tx, record.id))
  },
})

const kindNames = ['category', 'class', 'engineType'] as const

function requirePossible(kind: AircraftKind): void {
  const fault = faultOfKind(kind)
  if (fault) throw ruleBroken(`${fault.field} ${fault.message}`, { details: [fault] })
}

async function basedAt(tx: Tx, services: Pick<Services, 'extensions'>, written: string | null | undefined) {
  if (!written) return {}
  return { baseAirport: await requireMeaning(tx, services, { of: 'airport', written, field: 'baseAirport' }) }
}

/** Registrations, addresses, types and airports are stored in capitals, however they were typed. */
function capitals<
  T extends {
    registration?: string
    typeDesignator?: string
    icao24?: string | null
    baseAirport?: string | null
  },
>(body: T): T {
  const copy = { ...body }
  for (const field of ['registration', 'typeDesignator', 'icao24', 'baseAirport'] as const) {
    const value = copy[field]
    if (typeof value === 'string') (copy as Record<string, unknown>)[field] = value.toUpperCase()
  }
  return copy
}
