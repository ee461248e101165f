import { sql, type Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { problem } from '../kernel/problem.ts'
import { type RetainedRow, retainedRows } from '../kernel/retained.ts'

export const fileRemoved = problem('import_file_removed', 409, {
  meaning:
    'The file of this import has been deleted, as Settings → Log retention says, and with it what was wrong in its rows',
  fix: 'Import the file again; nothing is imported before you say so.',
})

const finished = "t.status in ('completed', 'failed', 'cancelled')"

/** An import that was checked and never run goes with the rest: its file holds names and addresses. */
export const importRuns = retainedRows({
  log: 'run_logs',
  name: 'import_runs',
  title: 'Import runs',
  table: 'imports',
  at: 'coalesce(t.finished_at, t.created_at)',
  where: `${finished} or t.status = 'ready'`,
  clear: removeFiles,
})

/** The run itself stays, with its counts. */
export const importFiles = retainedRows({
  log: 'diagnostic_artifacts',
  name: 'import_files',
  title: 'Files of imports, and what was wrong in their rows',
  table: 'imports',
  at: 'coalesce(t.finished_at, t.created_at)',
  where: `${finished} and t.file_removed_at is null`,
  set: `file_removed_at = now(), preview = '[]', notes = '[]', creates = '{}',
    columns = coalesce((select jsonb_agg(c || '{"samples": []}') from jsonb_array_elements(t.columns) c), '[]')`,
  async clear(tx, rows, services) {
    const [first] = rows
    await removeFiles(tx, rows, services)
    await tx.run(sql`delete from import_problems where workspace_id = ${first?.workspaceId}
      and import_id = any (${rows.map(({ id }) => id)})`)
  },
})

async function removeFiles(_tx: Tx, rows: readonly RetainedRow[], { files }: Pick<Services, 'files'>) {
  for (const { workspaceId, id } of rows) if (workspaceId !== null) await files.remove(workspaceId, id)
}
