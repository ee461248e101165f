import type { Tx } from '../database/database.ts'
import { changesBetween, eventContext, recordEvent, systemContext } from '../events/record.ts'
import type { Emission } from '../kernel/emission.ts'
import type { EventType } from '../kernel/event-type.ts'
import type { Operation } from '../kernel/operation.ts'
import type { Loaded } from '../kernel/resource.ts'
import type { Exchange } from './exchange.ts'

/** Appends the events that the handler emitted, and those of the operation and of its move. */
export async function appendEvents(
  tx: Tx,
  exchange: Exchange,
  emissions: Emission[],
  loaded: Loaded<Record<string, unknown>> | null,
  data: unknown,
  now: Date,
  ofMove: EventType | null = null,
): Promise<void> {
  const { operation, principal, info } = exchange
  if (!principal || !operation.writes) {
    return
  }
  const declared = declaredEmission(operation, loaded, await formAfter(tx, operation, loaded, data))
  // The changes stand in the event of the operation.
  const moved = declared && ofMove ? [{ ...declared, type: ofMove, changes: [] }] : []
  const isReplaced = emissions.some(({ isOfOperation }) => isOfOperation)
  const own = [...(declared && !isReplaced ? [declared] : []), ...moved]
  const all = [
    ...emissions,
    ...own.filter(({ type }) => !emissions.some((emission) => emission.type === type)),
  ]
  if (all.length === 0)
    throw new Error(`${operation.id} changed something and left no trace in the audit log`)
  for (const emission of all) await recordEvent(tx, emission, eventContext(principal, info, now))
}

/** Records the events without the actor. */
export async function appendAnonymous(
  tx: Tx,
  { principal }: Exchange,
  emissions: Emission[],
  now: Date,
): Promise<void> {
  for (const emission of emissions)
    await recordEvent(tx, emission, systemContext(principal?.workspace.id ?? '', 'Not recorded', now))
}

/** The record after the change: the response, if that is the record. Otherwise it is read again; null if it is gone. */
async function formAfter(
  tx: Tx,
  operation: Operation,
  loaded: Loaded<Record<string, unknown>> | null,
  data: unknown,
): Promise<unknown> {
  if (operation.creates || !operation.on || !loaded || operation.response === operation.on.schema) return data
  return (await operation.on.load(tx, String(loaded.record.id)))?.record ?? null
}

/** The event that the operation declares, with the record before and after. */
function declaredEmission(
  operation: Operation,
  loaded: Loaded<Record<string, unknown>> | null,
  data: unknown,
): Emission | null {
  const type = operation.emits ?? operation.audits
  const kind = operation.creates ?? operation.on
  if (!type || !kind) return null
  const answered = data !== null && typeof data === 'object' ? (data as Record<string, unknown>) : null
  const fields = Object.keys(kind.schema.properties)
  // Only the fields of the record's schema: a response may also hold a secret that is shown once.
  const after =
    answered && 'id' in answered
      ? Object.fromEntries(
          fields.filter((field) => field in answered).map((field) => [field, answered[field]]),
        )
      : null
  const before = operation.creates ? null : (loaded?.record ?? null)
  const record = after ?? before
  if (!record) return null
  return {
    type,
    subject: {
      type: kind.name,
      id: String(record.id),
      label: kind.label ? String(record[kind.label] ?? '') : null,
      projectId: loaded?.projectId ?? (typeof record.projectId === 'string' ? record.projectId : null),
    },
    data: record,
    changes: changesBetween(
      before,
      after && (operation.creates || isSameRecord(before, after)) ? after : null,
      undefined,
      kind.counted,
    ),
  }
}

function isSameRecord(before: Record<string, unknown> | null, after: Record<string, unknown>): boolean {
  return before === null || before.id === after.id
}
