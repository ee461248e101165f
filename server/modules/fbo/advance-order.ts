import type { EventType } from '#platform/kernel/event-type.ts'
import { operation } from '#platform/kernel/operation.ts'
import { oneOf, Type, text } from '#platform/kernel/schema.ts'
import type { FuelOrder, fuelOrderStates } from './fuel-order.ts'
import { deskRoles } from './roles.ts'
import type { ServiceOrder, serviceOrderStates } from './service-order.ts'

interface AdvanceOptions {
  id: string
  path: string
  noun: string
  of: typeof FuelOrder | typeof ServiceOrder
  states: typeof fuelOrderStates | typeof serviceOrderStates
  emits: EventType
}

/** Moves an order on, until it is done; being done is said with what was done. */
export const advanceOrder = ({ id, path, noun, of, states, emits }: AdvanceOptions) =>
  operation({
    id,
    method: 'POST',
    path: `${path}/:id/advance`,
    summary: `Accept, start or cancel a ${noun}`,
    description: `Moves a ${noun} on. What was done is recorded by an operation of its own, which also prices the order.`,
    scope: 'fbo.orders:write',
    roles: deskRoles,
    stability: 'beta',
    on: of,
    move: states.chosenBy('to', ['accept', 'start', 'cancel']),
    emits,
    response: of.schema,
    body: Type.Object({
      to: oneOf(['accepted', 'in_progress', 'cancelled']),
      reason: Type.Optional(text(1, 1_000)),
    }),
    async handle({ tx, body, record, now, move }) {
      await move.make({
        ...(body.to === 'accepted' ? { accepted_at: now } : {}),
        ...(body.to === 'in_progress' ? { started_at: now } : {}),
        ...(body.reason === undefined ? {} : { cancel_reason: body.reason }),
      })
      return of.get(tx, record.id)
    },
  })
