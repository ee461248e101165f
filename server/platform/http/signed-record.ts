import type { FastifyRequest } from 'fastify'
import { eventContext, recordEvent } from '../events/record.ts'
import type { Services } from '../kernel/installation.ts'
import { type Operation, operation } from '../kernel/operation.ts'
import type { Principal } from '../kernel/principal.ts'
import { notFound, Problem, problem } from '../kernel/problem.ts'
import { kindOfId } from '../kernel/record-kind.ts'
import { isResource, type Resource } from '../kernel/resource.ts'
import { type Exchange, learn } from './exchange.ts'
import { loadRecord } from './transaction.ts'

// What is signed never changes, and an attempt to change it matters by itself: it is refused before anything else is
// said about the request, and stays in the audit log.

const recordPermanent = problem('record_permanent', 409, {
  meaning: 'The record is permanent: nobody can change or delete it',
  fix: 'Make another entry that corrects it, as the reference of its kind says.',
})

const isChange = (method: string) => ['PATCH', 'PUT', 'DELETE'].includes(method)
const isSigned = ({ move }: Operation, record: object): boolean =>
  move?.machine.signed.includes((record as Record<string, string>)[move.machine.field] ?? '') ?? false

/** Refuses the change of a signed record whatever the fields of the request say. */
export async function refuseSigned(
  exchange: Exchange,
  request: FastifyRequest,
  services: Services,
): Promise<void> {
  const { operation, principal } = exchange
  const { move, method } = operation
  if (!principal || !move || move.machine.signed.length === 0 || !isChange(method)) return
  const loaded = await services.database.tenant({ workspaceId: principal.workspace.uuid }, (tx) =>
    loadRecord(tx, exchange, request, services),
  )
  if (!loaded || !isSigned(operation, loaded.record)) return
  learn(exchange, { record: loaded.record })
  move.choose(loaded.record, (request.body ?? {}) as object)
}

/** Writes to the audit log that somebody was refused to change a signed record. */
export async function auditRefusedChange(
  exchange: Exchange | undefined,
  { error, isDryRun }: { error: unknown; isDryRun: boolean },
  services: Services,
): Promise<void> {
  if (!exchange || isDryRun) return
  const { operation, principal, info, isAnonymous, soFar } = exchange
  const { on: kind, method } = operation
  const record = soFar.record as Record<string, unknown> | undefined
  const isRefused = error instanceof Problem && error.status === 409
  if (!isRefused || !principal || isAnonymous || !kind || !record || !isChange(method)) return
  if (isSigned(operation, record)) await audit(kind, record, { principal, info, method }, services)
}

interface Attempt {
  principal: Principal
  info: Exchange['info']
  method: string
}

async function audit(
  { name, label }: Resource,
  record: Record<string, unknown>,
  { principal, info, method }: Attempt,
  services: Services,
): Promise<void> {
  const emission = {
    type: `${name}.change_refused`,
    subject: { type: name, id: String(record.id), label: label ? String(record[label] ?? '') : null },
    changes: [{ field: 'request', before: null, after: `${method} ${info.path}` }],
  }
  await services.database.tenant({ workspaceId: principal.workspace.uuid }, (tx) =>
    recordEvent(tx, emission, eventContext(principal, info, new Date())),
  )
}

/** The permanent record whose change a request asks for, at whatever address: none takes it. */
export function permanentNamed(method: string, path: string): { kind: Resource; id: string } | null {
  const id = path.slice(path.lastIndexOf('/') + 1)
  const kind = isChange(method) ? kindOfId(id) : undefined
  return kind?.isPermanent && isResource(kind) ? { kind, id } : null
}

const attempts = new Map<string, Operation>()

/** Who may ask for such a change: those who may write what the kind belongs to. */
export function attemptOn(kind: Resource, { operations }: Services): Operation | null {
  const reader = operations.find(({ on, method }) => on === kind && method === 'GET')
  if (!reader?.scope) return null
  const { scope, roles = 'staff', module } = reader
  const made = attempts.get(kind.name) ?? {
    ...operation({
      id: `change ${kind.name}`,
      method: 'PATCH',
      path: '/api/*',
      summary: `Change a ${kind.title.one}`,
      description: 'Answers 409.',
      scope: scope.replace(':read', ':write'),
      roles,
      audits: `${kind.name}.change_refused`,
      handle: () => {
        throw recordPermanent()
      },
    }),
    module,
  }
  attempts.set(kind.name, made)
  return made
}

/** @throws Problem always: 404 if there is no such record here, and else 409. */
export async function refusePermanent(
  { kind, id }: { kind: Resource; id: string },
  { principal, info }: Exchange,
  method: string,
  services: Services,
): Promise<never> {
  if (!principal) throw notFound()
  const loaded = await services.database.tenant({ workspaceId: principal.workspace.uuid }, (tx) =>
    kind.load(tx, id),
  )
  if (!loaded) throw notFound()
  await audit(kind, loaded.record, { principal, info, method }, services)
  throw recordPermanent(`A ${kind.title.one} is permanent: nobody can change or delete it`)
}
