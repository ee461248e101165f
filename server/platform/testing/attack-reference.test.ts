import { test } from 'node:test'
import { columnName } from '../database/projection.ts'
import { newId } from '../kernel/id.ts'
import type { Operation } from '../kernel/operation.ts'
import { malformed } from './answer-form.ts'
import { app, attack, attackRequests, guarded, space, unless } from './attack.ts'
import { type AttackRequest, type IdField, idFields, send } from './attack-request.ts'
import type { JsonSchema } from './attack-sample.ts'
import type { Answer } from './client.ts'

// What a body names has to be there, and what has to be unique is refused by its field.

const { requests, strangers } = attackRequests()

/** Where a rule of its own answers in place of the platform, and why that is right. */
const ownRefusals: Record<string, { status: number; because: string }> = {
  'switchWorkspace workspaceId': { status: 403, because: 'it names another workspace, not a record of one' },
  'verifyMfa enrollment_id': {
    status: 404,
    because: 'an enrollment belongs to the account, not to a workspace',
  },
  'departTrip legId': { status: 409, because: 'a leg departs once its trip is dispatched' },
  'closeOutTrip legs.0.legId': { status: 409, because: 'legs are closed out once their trip is active' },
  'createCpa findingId': { status: 422, because: 'a finding is named together with its investigation' },
}

const fieldOf = ({ path }: IdField) => path.map((step) => (step === '*' ? '0' : step)).join('.')
const namedFields = ({ body }: Answer): string[] =>
  (body?.details ?? []).map(({ field }: { field: string }) => field)
const withoutIds = ({ status, text }: Answer) =>
  `${status} ${text.replace(/[a-z]+_[0-7][0-9a-z]{25}/g, 'id').replace(/"requestId":"[^"]*"/, '')}`

async function tryId(operation: Operation, idField: IdField, prefix: string): Promise<string | null> {
  const field = fieldOf(idField)
  const name = async (id: string) =>
    send(space.owner, await requests.make(operation, { put: [{ path: idField.path, value: id }] }))
  const missing = await name(newId(prefix))
  const own = ownRefusals[`${operation.id} ${field}`]
  const fault = malformed(missing) ?? unless(missing, own?.status ?? 400)
  if (fault) return `${field}: ${fault}`
  if (!own && !namedFields(missing).includes(field)) return `${field} is not named: ${missing.text}`
  const foreign = await name(await strangers.record(prefix))
  return withoutIds(foreign) === withoutIds(missing) ? null : `${field}: ${foreign.text} and ${missing.text}`
}

test('an id that names no record is refused in every field of every body, as is one of another workspace', async () => {
  await attack(
    guarded.filter((operation) => idFields(operation).length > 0),
    async (operation) => {
      const holes: string[] = []
      for (const idField of idFields(operation))
        for (const prefix of idField.prefixes) {
          const hole = await tryId(operation, idField, prefix)
          if (hole) holes.push(hole)
        }
      return holes.length > 0 ? holes.join('\n') : null
    },
  )
})

/** Where the same value twice is no conflict, or not by itself, and why. */
const notByItself: Record<string, string> = {
  'decideDirectiveApplicability componentId': 'A second decision replaces the first.',
  'decideDirectiveApplicability aircraftId': 'A second decision replaces the first.',
  'createNotificationRule name': 'a rule of the same name is replaced',
  'createCharge accountId': 'only what has a source is charged once',
  'createCharge occurredOn': 'only dues are charged once for each day',
  'createFinanceAccount currency': 'only standard accounts are one for each currency',
  'createRateVersion validFrom': 'only published versions begin on different days',
  'openInvestigation reportId': 'a report is investigated once it is under review',
}

interface UniqueIndex {
  table: string
  columns: string[]
}
const indexes = await app.sql<UniqueIndex>(`
  select c.relname as "table", array(select a.attname::text from generate_series(1, i.indnkeyatts) as key(at)
           join pg_attribute a on a.attrelid = i.indrelid and a.attnum > 0
            and pg_get_indexdef(i.indexrelid, key.at, true) ~ ('\\m' || a.attname || '\\M')
          where a.attname <> 'workspace_id' order by key.at) as columns
    from pg_index i join pg_class c on c.oid = i.indrelid
   where i.indisunique and not i.indisprimary and c.relnamespace = 'public'::regnamespace`)

/** The fields of a body in which two records of a table may not have the same value. */
function uniqueFields(operation: Operation, table: string | undefined, most = 9): string[] {
  const fields = Object.keys((operation.body as JsonSchema).properties ?? {})
  return indexes
    .filter((index) => index.table === table && index.columns.length <= most)
    .flatMap(({ columns }) => fields.filter((field) => columnName(field) === columns.at(-1)))
    .filter((field) => !(`${operation.id} ${field}` in notByItself))
}

/** Sends two requests, of which the second takes the value of the first. */
async function takeTwice(field: string, first: AttackRequest, second: AttackRequest): Promise<string | null> {
  const taken = await send(space.owner, first)
  if (taken.status >= 300 && taken.status !== 409)
    return `${field}: the first answered ${taken.status} ${taken.text}`
  // The owner is one person only, whom an attack before may have linked already.
  const refused = taken.status === 409 ? taken : await send(space.owner, second)
  const fault = unless(refused, 409)
  if (fault) return `${field}: ${fault}`
  return namedFields(refused).includes(field) ? null : `${field} is not named: ${refused.text}`
}

test('a value that another record has is refused with 409, and its field is named', async () => {
  await attack(
    guarded.filter((operation) => uniqueFields(operation, operation.creates?.table).length > 0),
    async (operation) => {
      for (const field of uniqueFields(operation, operation.creates?.table)) {
        const request = await requests.make(operation, { put: [{ path: [field] }] })
        const hole = await takeTwice(field, request, request)
        if (hole) return hole
      }
      return null
    },
  )
  await attack(
    guarded.filter(
      (operation) => operation.writes && uniqueFields(operation, operation.on?.table, 1).length > 0,
    ),
    async (operation) => {
      for (const field of uniqueFields(operation, operation.on?.table, 1)) {
        const first = await requests.make(operation, { id: requests.freshRecord, put: [{ path: [field] }] })
        const other = await requests.make(operation, { id: requests.freshRecord })
        const hole = await takeTwice(field, first, { ...other, body: first.body })
        if (hole) return hole
      }
      return null
    },
  )
})
