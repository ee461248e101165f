import type { Operation } from '../kernel/operation.ts'
import { answersOf, bodyOf, type Render } from './openapi-answer.ts'
import { statesOf } from './openapi-move.ts'
import { type Json, parametersOf, type SharedParameters } from './openapi-parameter.ts'

/** The OpenAPI description of an operation. */
export function describeOperation(
  operation: Operation,
  tag: string,
  render: Render,
  parameters: SharedParameters,
): Json {
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [tag],
    description: [operation.description, statesOf(operation), rightsOf(operation), proofOf(operation)]
      .filter(Boolean)
      .join('\n\n'),
    security: securityOf(operation),
    ...(operation.scope ? { 'x-scope': operation.scope } : {}),
    'x-roles': operation.roles ?? 'public',
    'x-stability': operation.stability,
    ...(operation.stepUp ? { 'x-step-up': true } : {}),
    ...recordOf(operation),
    ...(operation.emits ? { 'x-emits': operation.emits.type } : {}),
    parameters: parametersOf(operation, render, parameters),
    ...bodyOf(operation, render),
    responses: answersOf(operation, render),
  }
}

/** The kind of record that an operation creates, or that the id in its path names. */
function recordOf({ creates, on }: Operation): Json {
  const kind = creates ?? on
  return kind ? { 'x-record': kind.name } : {}
}

function proofOf(operation: Operation): string | null {
  return operation.stepUp
    ? 'Wants a proof of who you are that is at most 30 minutes old: `POST /api/user/reauthenticate`.'
    : null
}

function rightsOf(operation: Operation): string {
  if (operation.access === 'public') return 'No credentials are needed.'
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

function securityOf(operation: Operation): Json[] {
  if (operation.access === 'public') return []
  return operation.access === 'session'
    ? [{ session: [] }]
    : [{ apiKey: [] }, { apiKeyHeader: [] }, { session: [] }]
}
