import { sql } from '../database/database.ts'
import { bytesOfMb } from '../files/storage-limit.ts'
import { requireFeature, requireRoom } from '../kernel/entitlement.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { list, runList } from '../kernel/list.ts'
import { operation } from '../kernel/operation.ts'
import { actorOf, type Principal } from '../kernel/principal.ts'
import { conflict, invalidRequest, problem, roleMissing } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, nullable, oneOf, pageOf, type Static, Type, text } from '../kernel/schema.ts'
import { xlsxType } from '../kernel/xlsx-writer.ts'
import { sourceOf } from './batch.ts'
import { CsvFault } from './csv.ts'
import type { ImportKind } from './kind.ts'
import { insertImport } from './upload.ts'

const STATUSES = ['analyzing', 'ready', 'running', 'completed', 'failed', 'cancelled'] as const
// A flight takes about 150 bytes: half a million of them.
const MOST_BYTES = 100_000_000
export const importRoles = [
  'director_of_operations',
  'chief_pilot',
  'director_of_maintenance',
  'dispatcher',
  'safety_manager',
]

export const fileUnreadable = problem('file_unreadable', 422, {
  meaning: 'The file cannot be read as a table',
  fix: 'Save the sheet as .xlsx, or as CSV in UTF-8, with a row of headings; the message says what is wrong with this file.',
})

export const Import = resource({
  name: 'import',
  prefix: 'imp',
  title: { one: 'import', many: 'imports' },
  page: '/settings/integrations/imports/:id',
  alsoChanges: 'all',
  table: 'imports',
  label: 'filename',
  schema: Type.Object({
    id: id('imp'),
    kind: Type.String({ description: 'What the rows are: aircraft, people, flights, airports.' }),
    filename: Type.String(),
    status: oneOf(STATUSES),
    encoding: Type.String({ examples: ['windows-1252'] }),
    separator: Type.String({ examples: [';'] }),
    columns: Type.Array(
      Type.Object({ index: Type.Integer(), header: Type.String(), samples: Type.Array(Type.String()) }),
    ),
    mapping: Type.Record(Type.String(), nullable(Type.Integer()), {
      description: 'The column of each field; null: not in the file.',
    }),
    options: Type.Record(Type.String(), nullable(Type.String()), {
      description:
        'How the file is read. `dateOrder` and `decimalSeparator` are null where the file does not show them and nobody said.',
    }),
    rows: Type.Object({
      total: Type.Integer(),
      good: Type.Integer(),
      bad: Type.Integer({ description: 'Rows with a problem that keeps them out.' }),
      done: Type.Integer({ description: 'Rows that the run has dealt with.' }),
      imported: Type.Integer(),
      skipped: Type.Integer(),
    }),
    sheets: Type.Array(Type.String(), { description: 'The sheets of a workbook; none of a CSV file.' }),
    sheet: nullable(Type.String({ description: 'The sheet that is read; the first by default.' })),
    headerRow: Type.Integer({ description: 'The row of the headings, as a spreadsheet counts.' }),
    preset: nullable(Type.String({ description: 'The product whose export this is, such as ForeFlight.' })),
    ignoredRows: Type.Integer({
      description:
        'Rows that are no data: titles, totals, repeated headings. `rows.total` does not count them.',
    }),
    notes: Type.Array(Type.String(), {
      description: 'How the file is read: what its headings state, which rows are left out and why.',
    }),
    creates: Type.Record(Type.String(), Type.Array(Type.String()), {
      description: 'The records that the run adds beside those of the rows, by their kind.',
    }),
    questions: Type.Array(Type.Object({ option: Type.String(), rows: Type.Integer() }), {
      description: 'The options that would solve problems of many rows at once, with the number of rows.',
    }),
    progress: Type.Number({ minimum: 0, maximum: 1 }),
    error: nullable(Type.String({ description: 'What keeps the whole file from being imported.' })),
    createdAt: instant(),
    startedAt: nullable(instant()),
    finishedAt: nullable(instant()),
    fileRemovedAt: nullable(
      instant('When the file and the problems of its rows were deleted, as the log retention says.'),
    ),
  }),
  expressions: {
    rows: `jsonb_build_object('total', t.total_rows, 'good', t.good_rows, 'bad', t.bad_rows, 'done', t.done_rows,
      'imported', t.imported_rows, 'skipped', t.skipped_rows)`,
    progress: `case when t.status in ('ready', 'completed') then 1
      when t.total_rows = 0 then 0 else round(t.done_rows::numeric / t.total_rows, 3)::float8 end`,
  },
  visible: async (tx, importId, principal, services) => {
    const row = await tx.first(sql<'importKind'>`select kind from imports where id = ${importId}`)
    return row !== undefined && !hiddenKinds(services, principal).includes(row.kind)
  },
})

export type ImportRecord = Static<typeof Import.schema>

export const ImportInFull = Type.Object(
  {
    ...Import.schema.properties,
    fields: Type.Array(
      Type.Object({
        name: Type.String(),
        title: Type.String(),
        required: Type.Boolean(),
        help: Type.String(),
        unit: nullable(Type.String()),
      }),
    ),
    choices: Type.Array(
      Type.Object({
        name: Type.String(),
        title: Type.String(),
        help: Type.String(),
        values: Type.Array(Type.String(), { description: 'Empty where any text may be said.' }),
        names: nullable(
          Type.String({ description: 'The kind of the record that the text names, such as crew_member.' }),
        ),
      }),
      { description: 'What can be said in `options` beside `timeZone`, `dateOrder` and `decimalSeparator`.' },
    ),
    timeZones: Type.Array(Type.String(), {
      description:
        'What `options.timeZone` may be beside UTC and the IANA zones: `airport`, local at each airport.',
    }),
  },
  { title: 'ImportInFull' },
)

export const common = { access: 'session', roles: importRoles } as const

export const createImport = operation({
  ...common,
  id: 'createImport',
  method: 'POST',
  path: '/api/integrations/imports',
  summary: 'Create an import',
  description:
    'Uploads a CSV file or an Excel workbook as the body and starts its dry run. Encoding, separator and columns are detected. Nothing is imported until you start the import.',
  creates: Import,
  audits: 'import.created',
  query: Type.Object({ kind: text(1, 40), filename: text(1, 200) }),
  upload: {
    maxBytes: MOST_BYTES,
    contentTypes: [
      'text/csv',
      'text/plain',
      'application/vnd.ms-excel',
      xlsxType,
      'application/octet-stream',
    ],
  },
  response: ImportInFull,
  status: 201,
  async handle({ tx, query, upload, principal, services, emit }) {
    const kind = findKind(services, query.kind)
    if (!kind)
      throw invalidRequest(`There is no import of ${query.kind}`, {
        details: [{ field: 'kind', message: `must be one of ${kindNames(services)}` }],
      })
    refuseOthers(kind, principal.roles)
    const importId = newId('imp')
    const workspaceId = principal.workspace.uuid
    const { sizeBytes } = await services.files.write(workspaceId, importId, upload, MOST_BYTES)
    try {
      await requireFeature(tx, services, workspaceId, 'imports')
      await requireRoom(tx, services, workspaceId, 'max_storage_mb', sizeBytes / bytesOfMb)
      const source = sourceOf(services.files, workspaceId, importId)
      const stored = { workspaceId, importId, kind, filename: query.filename, sizeBytes, source }
      await tx.run(
        await insertImport({ ...stored, createdBy: principal.userId, actorName: actorOf(principal).name }),
      )
    } catch (error) {
      await services.files.remove(workspaceId, importId)
      throw error instanceof CsvFault ? fileUnreadable(error.message) : error
    }
    // A dry run of the dry run leaves no row that would ever name the file.
    if ((query as { dry_run?: boolean }).dry_run) await services.files.remove(workspaceId, importId)
    tx.afterCommit(() => services.wake('imports'))
    // Written by hand, because the samples hold names and addresses of people, and the audit log is permanent.
    const changes = [
      { field: 'kind', before: null, after: kind.name },
      { field: 'sizeBytes', before: null, after: sizeBytes },
    ]
    emit({
      type: 'import.created',
      subject: { type: 'import', id: importId, label: query.filename },
      changes,
    })
    return inFull(await Import.get(tx, importId), services)
  },
})

const imports = list({
  of: Import,
  sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
  defaultSort: '-createdAt',
  within: { param: 'hidden', sql: (value) => `t.kind <> all (string_to_array(${value}, ','))` },
  filters: {
    kind: { schema: text(1, 40), sql: (value) => `t.kind = ${value}` },
    status: { schema: oneOf(STATUSES), sql: (value) => `t.status = ${value}` },
  },
})

/** The kinds whose files are not for this caller. */
function hiddenKinds(services: Services, principal: Principal): string[] {
  const mayReadAll =
    principal.kind === 'user' && principal.roles.some((role) => ['account_owner', 'admin'].includes(role))
  return services
    .extensions<ImportKind>('import')
    .filter(
      ({ isPrivate, roles }) =>
        isPrivate &&
        !mayReadAll &&
        !(principal.kind === 'user' && principal.roles.some((role) => roles.includes(role))),
    )
    .map(({ name }) => name)
}

export const listImports = operation({
  ...common,
  id: 'listImports',
  method: 'GET',
  path: '/api/integrations/imports',
  summary: 'List imports',
  description: 'The imports of the workspace, newest first.',
  query: imports.query,
  response: pageOf(Import.schema),
  handle: ({ tx, query, principal, services }) =>
    runList(tx, imports, query, principal, { hidden: hiddenKinds(services, principal).join(',') }),
})

export const getImport = operation({
  ...common,
  id: 'getImport',
  method: 'GET',
  path: '/api/integrations/imports/:id',
  summary: 'Get an import',
  description:
    'Returns the status and progress of the import, its columns and the options that it was read with.',
  on: Import,
  response: ImportInFull,
  handle: ({ record, services }) => inFull(record, services),
})

export function findKind(services: Services, name: string) {
  return services.extensions<ImportKind>('import').find((kind) => kind.name === name)
}

export function kindNames(services: Services) {
  return services
    .extensions<ImportKind>('import')
    .map(({ name }) => name)
    .join(', ')
}

export function kindOf(record: Pick<ImportRecord, 'kind'>, services: Services) {
  const kind = findKind(services, record.kind)
  if (!kind) throw conflict(`This installation no longer imports ${record.kind}`)
  return kind
}

export function refuseOthers(kind: ImportKind, roles: readonly string[]) {
  const allowed = ['account_owner', 'admin', ...kind.roles]
  if (!roles.some((role) => allowed.includes(role)))
    throw roleMissing(`To import ${kind.title.toLowerCase()} needs one of the roles ${allowed.join(', ')}`)
}

export function inFull(record: ImportRecord, services: Services) {
  const kind = findKind(services, record.kind)
  const fields = Object.entries(kind?.fields ?? {}).map(([name, { title, required, help, unit }]) => ({
    name,
    title,
    required,
    help,
    unit: unit ?? null,
  }))
  const choices = Object.entries(kind?.options ?? {}).map(([name, { title, help, values, names }]) => ({
    name,
    title,
    help,
    values: [...values],
    names: names ?? null,
  }))
  return { ...record, fields, choices, timeZones: kind?.knowsAirports ? ['airport'] : [] }
}
