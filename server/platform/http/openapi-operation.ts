import { protectiveFields } from '../kernel/effect.ts'
import type { Operation } from '../kernel/operation.ts'
import { answersOf, bodyOf, type Shared } from './openapi-answer.ts'
import { statesOf } from './openapi-move.ts'
import { type Json, parametersOf } from './openapi-parameter.ts'
import type { Described } from './openapi-share.ts'

/** The OpenAPI description of an operation. */
export function describeOperation(operation: Operation, tag: string, shared: Shared): Described {
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [tag],
    description: [
      operation.description,
      statesOf(operation),
      traceOf(operation),
      rightsOf(operation),
      proofOf(operation),
    ]
      .filter(Boolean)
      .join('\n\n'),
    ...securityOf(operation),
    ...(operation.scope ? { 'x-scope': operation.scope } : {}),
    'x-stability': operation.stability,
    ...(operation.stepUp ? { 'x-step-up': true } : {}),
    ...(operation.effect && operation.effect !== 'none' ? { 'x-effect': operation.effect } : {}),
    ...recordOf(operation),
    ...(operation.emits ? { 'x-emits': operation.emits.type } : {}),
    parameters: parametersOf(operation, shared.schemas.render),
    ...bodyOf(operation, shared),
    responses: answersOf(operation, shared),
  }
}

/** The kind of record that an operation creates, or that the id in its path names. */
function recordOf({ creates, on }: Operation): Json {
  const kind = creates ?? on
  return kind ? { 'x-record': kind.name } : {}
}

/** What a change leaves behind. */
function traceOf({ emits, audits, writes }: Operation): string | null {
  if (!writes) return null
  if (emits) return `Emits the event \`${emits.type}\`.`
  return audits ? `The audit log records it as \`${audits}\`.` : null
}

function proofOf(operation: Operation): string | null {
  const proof =
    'needs a session that has re-authenticated in the last 30 minutes: `POST /api/user/reauthenticate`.'
  if (operation.stepUp)
    return operation.access === 'session'
      ? `This ${proof}`
      : `An API key is enough; for a person, this ${proof}`
  const fields = protectiveFields(operation).map((field) => `\`${field}\``)
  if (fields.length === 0) return null
  return `Changing ${fields.join(' or ')} ${proof}${operation.access === 'any' ? ' API keys are refused.' : ''}`
}

function rightsOf(operation: Operation): string {
  if (operation.access === 'public') return 'No credentials are needed.'
  if (operation.access === 'key') return 'Open to every API key, and to no session.'
  const named = {
    members: 'every member',
    staff: 'every member but customers',
    installation_owner: 'the owner of the installation',
  }
  const roles =
    typeof operation.roles === 'string'
      ? named[operation.roles]
      : operation.roles?.join(', ') || 'account_owner, admin'
  const scope = operation.access === 'session' ? 'Browser session only.' : `Scope: \`${operation.scope}\`.`
  return `${scope} Roles: ${roles}.`
}

const keys = [{ apiKey: [] }, { apiKeyHeader: [] }]
/** What most operations take, said once for the document. */
export const commonSecurity: Json[] = [...keys, { session: [] }]

function securityOf({ access }: Operation): Json {
  if (access === 'any') return {}
  if (access === 'public') return { security: [] }
  return { security: access === 'session' ? [{ session: [] }] : keys }
}
