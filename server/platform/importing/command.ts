import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { sql, type Tx } from '../database/database.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { Problem } from '../kernel/problem.ts'
import { type StoredProblem, sourceOf } from './batch.ts'
import { checkOptions } from './configure-import.ts'
import { CsvFault } from './csv.ts'
import { findKind, Import, kindNames } from './import.ts'
import { importStates } from './import-state.ts'
import { runColumns } from './import-steps.ts'
import type { OnProgress } from './run.ts'
import { insertImport } from './upload.ts'
import { importWork } from './worker.ts'

const SHOWN_PROBLEMS = 20

export type ImportCommand = {
  kind: string
  path: string
  workspace: string
  goodRowsOnly: boolean
  // timeZone, dateOrder, decimalSeparator and what the kind knows beside them.
  options: Record<string, string>
  print: (line: string) => void
}

/** The same import as in the console, from the command line, to its end. @returns the exit code. */
export async function runImportFromFile(services: Services, command: ImportCommand): Promise<number> {
  const { print } = command
  const kind = findKind(services, command.kind)
  if (!kind) return refuse(print, `There is no import of ${command.kind}. Known: ${kindNames(services)}`)
  const workspace = await services.database.system((tx) =>
    tx.first(
      sql<'workspaceToImport'>`select workspace_id as id from workspaces where slug = ${command.workspace}`,
    ),
  )
  if (!workspace)
    return refuse(
      print,
      `There is no workspace ${command.workspace}: give its short name, as in the settings`,
    )
  const importId = newId('imp')
  const tenant = { workspaceId: workspace.id }
  try {
    checkOptions(kind, command.options)
    // Opened before anything else is done: a stream would say too late that there is no such file.
    const file = await open(command.path)
    const { sizeBytes } = await services.files.write(
      workspace.id,
      importId,
      file.createReadStream(),
      Number.MAX_SAFE_INTEGER,
    )
    const source = sourceOf(services.files, workspace.id, importId)
    const upload = {
      ...tenant,
      importId,
      kind,
      filename: basename(command.path),
      sizeBytes,
      source,
      stated: command.options,
    }
    const insert = await insertImport({ ...upload, createdBy: null, actorName: 'Command line' })
    await workThrough(services, tenant, (tx) => tx.run(insert), importId)
  } catch (error) {
    await services.files.remove(workspace.id, importId)
    if (error instanceof CsvFault || error instanceof Problem || isFileError(error))
      return refuse(print, error.message)
    throw error
  }
  const ready = await services.database.tenant(tenant, (tx) => Import.get(tx, importId))
  if (ready.error !== null) return refuse(print, ready.error)
  print(
    `${ready.filename}: ${ready.rows.total} rows, ${ready.rows.good} good, ${ready.rows.bad} with problems`,
  )
  for (const note of ready.notes) print(`  ${note}`)
  for (const { option, rows } of ready.questions)
    print(`  --option ${option}=… would solve problems of ${rows} rows`)
  await printProblems(services, tenant, importId, print)
  if (ready.rows.bad > 0 && !command.goodRowsOnly) {
    return refuse(
      print,
      'Nothing was imported. Fix the rows in the file, or use --good-rows to import the others',
    )
  }
  if (ready.rows.good === 0) return refuse(print, 'There is nothing to import')
  let shown = -1
  const progress = (done: number, total: number) => {
    const percent = Math.floor((done * 100) / Math.max(1, total))
    if (percent >= shown + 5) print(`${percent} %`)
    if (percent >= shown + 5) shown = percent
  }
  await workThrough(
    services,
    tenant,
    (tx) => importStates.run.apply(tx, ready, runColumns(command.goodRowsOnly, new Date())),
    importId,
    progress,
  )
  const done = await services.database.tenant(tenant, (tx) => Import.get(tx, importId))
  if (done.status !== 'completed') return refuse(print, done.error ?? `The import is ${done.status}`)
  print(`Imported ${done.rows.imported} rows, left out ${done.rows.skipped}`)
  return 0
}

// Taken over in the transaction that queues it, so that no running server works on it as well.
async function workThrough(
  services: Services,
  tenant: { workspaceId: string },
  queue: (tx: Tx) => Promise<unknown>,
  importId: string,
  onProgress?: OnProgress,
) {
  const imports = importWork(services, onProgress)
  const claimed = await services.database.tenant(tenant, async (tx) => {
    await queue(tx)
    return imports.claim(tx, importId)
  })
  if (!claimed) throw new Error(`The import ${importId} was taken by another process`)
  await imports.carryOut(claimed, new AbortController().signal)
}

async function printProblems(
  services: Services,
  tenant: { workspaceId: string },
  importId: string,
  print: (line: string) => void,
) {
  const rows = await services.database.tenant(tenant, (tx) =>
    tx.rows(sql<'printedProblems', { problems: StoredProblem[] }>`select "row", problems from import_problems
      where import_id = ${importId} order by "row" limit ${SHOWN_PROBLEMS}`),
  )
  for (const { row, problems } of rows) {
    for (const { column, message } of problems)
      print(`  row ${row}${column === null ? '' : `, ${column}`}: ${message}`)
  }
}

function isFileError(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && ['ENOENT', 'EACCES', 'EISDIR'].includes(String(error.code))
  )
}

function refuse(print: (line: string) => void, message: string) {
  print(message)
  return 1
}
