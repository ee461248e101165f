import type { Restriction } from '#platform/kernel/list-query.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { operationsRoles, type Role } from '#server/roles.ts'

/** Those who read all trips, with passengers. Others read those that they fly in. */
export const tripReaders: Role[] = ['account_owner', 'admin', 'auditor', ...operationsRoles]
/** Those who may waive a red item of a release, beside admins and the owner. */
const waivers: Role[] = ['chief_pilot', 'director_of_operations']

export const seesAllTrips = (principal: Principal): boolean =>
  principal.kind === 'api_key' || tripReaders.some((role) => principal.roles.includes(role))

export const mayWaive = (principal: Principal): boolean =>
  principal.kind === 'api_key' ||
  ['account_owner', 'admin', ...waivers].some((role) => principal.roles.includes(role))

export const isAdmin = (principal: Principal): boolean =>
  principal.kind === 'user' && ['account_owner', 'admin'].some((role) => principal.roles.includes(role))

export const dispatches = (principal: Principal): boolean =>
  principal.kind === 'api_key' ||
  isAdmin(principal) ||
  operationsRoles.some((role) => principal.roles.includes(role))

/** Whether a user is in the crew of the trip `trip`, in SQL. */
export const fliesInTrip = (trip: string, workspace: string, user: string) =>
  `exists (select from trip_legs own
             join trip_leg_crew oc on oc.workspace_id = own.workspace_id and oc.leg_id = own.id
             join crew op on op.workspace_id = oc.workspace_id and op.id = oc.crew_id
            where own.workspace_id = ${workspace} and own.trip_id = ${trip} and op.user_id = ${user}::text)`

/** Leaves the trips that a member flies in, for those who do not read all. */
export const ownTripsOnly: Restriction = {
  value: (principal) => (seesAllTrips(principal) || principal.kind !== 'user' ? null : principal.userId),
  sql: (user) => `${user}::text is null or ${fliesInTrip('t.id', 't.workspace_id', user)}`,
}
