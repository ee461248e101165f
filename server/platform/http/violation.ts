import { columnName } from '../database/projection.ts'
import type { Violation } from '../database/violation.ts'
import type { BrokenConstraint } from '../kernel/context.ts'
import type { Services } from '../kernel/installation.ts'
import type { Operation } from '../kernel/operation.ts'
import { conflict, type Detail, invalidFields, type Problem } from '../kernel/problem.ts'
import { matchesNone } from '../kernel/reference.ts'
import { nounOfTable, referencesIn } from './references.ts'

type Attempt = Omit<BrokenConstraint, 'tx' | 'details'> & { operation: Operation }

/**
 * The refusal of a request whose write violated a database constraint. The operation or the resource may declare
 * its own message for the constraint (`refusals`); otherwise the message is the same everywhere.
 * @returns the error itself if no value of the request caused it: then it is a server error.
 */
export async function refusalOfWrite(error: unknown, attempt: Attempt, services: Services): Promise<unknown> {
  const broken = await services.database.violationOf(error)
  if (!broken) return error
  const { operation, principal, body } = attempt
  const field = fieldOf(broken, operation, body, services)
  const details = field === null ? [] : [{ field, message: messageOf(broken, services) }]
  const declared = declaredRefusal(operation, broken)
  if (declared) {
    const ask = (tx: BrokenConstraint['tx']) => Promise.resolve(declared({ ...attempt, tx, details }))
    return operation.system || !principal
      ? services.database.system(ask)
      : services.database.tenant({ workspaceId: principal.workspace.uuid }, ask)
  }
  return plainRefusal(broken, operation, details, services) ?? error
}

function declaredRefusal(operation: Operation, { name }: Violation) {
  return [operation, operation.creates, operation.on].find((holder) => holder?.refusals?.[name])?.refusals?.[
    name
  ]
}

function plainRefusal(
  broken: Violation,
  operation: Operation,
  details: Detail[],
  services: Services,
): Problem | null {
  const { kind, name, table, references } = broken
  const { method, on } = operation
  if (kind === 'foreign_key' && method === 'DELETE' && on && on.table === references)
    return conflict(
      `This ${on.title.one} cannot be deleted: other records refer to it (${nounOfTable(table, services)})`,
    )
  const [detail] = details
  if (!detail) return null
  if (kind === 'unique' || kind === 'exclusion')
    return conflict(`${detail.field} ${detail.message}`, { details })
  if (kind !== 'foreign_key')
    services.log.warn(
      { operation: operation.id, constraint: name },
      'the schema of a body takes what the database refuses',
    )
  return invalidFields(details)
}

function messageOf({ kind, table, references }: Violation, services: Services): string {
  switch (kind) {
    case 'foreign_key':
      return matchesNone(nounOfTable(references ?? '', services))
    case 'unique':
    case 'exclusion':
      return `is taken by another ${nounOfTable(table, services)}`
    case 'not_null':
      return 'must not be null'
    case 'check':
      return 'has a value that is not allowed here'
  }
}

/** The body field of the last column of the constraint. For a reference without one, the field that names a record of that table. */
function fieldOf(
  { kind, columns, references }: Violation,
  operation: Operation,
  body: unknown,
  services: Services,
): string | null {
  const fields = fieldsIn(body).filter(({ value }) => kind === 'not_null' || value !== null)
  for (const column of columns.toReversed()) {
    const field = fields.find(({ name }) => columnName(name) === column)
    if (field) return field.path
  }
  if (kind !== 'foreign_key') return null
  return referencesIn(operation, body, services).find(({ of }) => of.table === references)?.field ?? null
}

interface Field {
  name: string
  path: string
  value: unknown
}

// The database does not say which entry of a list it was, so the whole list is named.
function fieldsIn(body: unknown, list: string | null = null, parents: readonly string[] = []): Field[] {
  if (Array.isArray(body))
    return body.flatMap((entry, index) =>
      fieldsIn(entry, body.length === 1 ? list : (list ?? parents.join('.')), [...parents, String(index)]),
    )
  if (body === null || typeof body !== 'object') return []
  return Object.entries(body).flatMap(([name, value]) => {
    const path = [...parents, name]
    return [{ name, path: list ?? path.join('.'), value }, ...fieldsIn(value, list, path)]
  })
}
