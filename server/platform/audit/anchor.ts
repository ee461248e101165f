import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { problem } from '../kernel/problem.ts'
import { sealedColumn, sealedFiles } from '../kernel/sealed.ts'
import { newestSegment, type StoredSegment, segmentAt } from './segment.ts'

// The newest signed root, where the owner of the database cannot write it: sealed with the installation's key, in a
// file beside the database and in a row for the other nodes. A segment is only ever closed behind it.

export const auditLogChanged = problem('audit_log_changed', 409, {
  meaning: 'The audit log was changed behind the back of the server, so nothing more of it is signed',
  fix: 'Find out who changed the database. If it was you, such as by restoring an old copy of it, the administrator of the server accepts the log as it is with `apron accept-audit-log`, which the log then shows.',
})

type AnchorServices = Pick<Services, 'database' | 'secrets' | 'config'>

export interface AuditedWorkspace {
  uuid: string
  id: string
}

type Anchor = Pick<StoredSegment, 'number' | 'lastSequence' | 'lastHash' | 'publicKey' | 'signature'>
type Kept = Anchor | null | 'unreadable'

const contextOf = (workspaceId: string) => `audit anchor ${workspaceId}`

export function sealAnchor(
  { secrets }: Pick<Services, 'secrets'>,
  workspaceId: string,
  segment: Anchor,
): Buffer {
  const { number, lastSequence, lastHash, publicKey, signature } = segment
  return secrets.seal(
    JSON.stringify({ number, lastSequence, lastHash, publicKey, signature }),
    contextOf(workspaceId),
  )
}

export const anchorFolder = (dataDir: string) => join(dataDir, 'audit')
const fileOf = ({ config }: AnchorServices, workspaceId: string) =>
  join(anchorFolder(config.dataDir), `${workspaceId}.root`)

export const sealedAnchor = sealedColumn({
  table: 'audit_anchors',
  column: 'sealed',
  key: ['workspace_id'],
  context: "'audit anchor ' || (select w.id from workspaces w where w.workspace_id = t.workspace_id)",
})
export const sealedAnchorFiles = sealedFiles(async (dataDir) => {
  const names = await readdir(anchorFolder(dataDir)).catch(() => [])
  return names
    .filter((name) => name.endsWith('.root'))
    .map((name) => ({
      path: join(anchorFolder(dataDir), name),
      context: contextOf(name.slice(0, -'.root'.length)),
    }))
})

/** Writes the file beside the old one and renames it, so that a crash leaves either the old root or the new one. */
export async function keepAnchorFile(
  services: AnchorServices,
  workspaceId: string,
  sealed: Buffer,
): Promise<void> {
  const path = fileOf(services, workspaceId)
  await mkdir(anchorFolder(services.config.dataDir), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.new`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(sealed)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}

function unseal({ secrets }: AnchorServices, workspaceId: string, sealed: Buffer | null): Kept {
  if (sealed === null) return null
  try {
    return JSON.parse(secrets.open(sealed, contextOf(workspaceId))) as Anchor
  } catch {
    return 'unreadable'
  }
}

async function readAnchors(services: AnchorServices, { uuid, id }: AuditedWorkspace) {
  const file = await readFile(fileOf(services, id)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  const row = await services.database.system((tx) =>
    tx.first(sql<'auditAnchor'>`select sealed from audit_anchors where workspace_id = ${uuid}`),
  )
  return {
    file: unseal(services, id, file),
    row: unseal(services, id, row?.sealed ?? null),
    sealed: row?.sealed,
  }
}

/** A root with the number 0 says that nothing was closed: a log without segments was accepted. */
const isSame = (a: Anchor | null, b: Anchor) =>
  a === null
    ? b.number === 0
    : a.number === b.number && a.lastHash === b.lastHash && a.signature === b.signature

/**
 * Compares the database with the roots that were kept. Where all is well, the file catches up with what another node
 * has closed.
 * @returns why nothing more may be signed, or null.
 */
export async function faultOfLog(
  services: AnchorServices,
  workspace: AuditedWorkspace,
): Promise<string | null> {
  const { file, row, sealed } = await readAnchors(services, workspace)
  if (file === 'unreadable' || row === 'unreadable')
    return `the root that is kept ${file === 'unreadable' ? 'in the data folder' : 'in the database'} cannot be opened with this SECRET_KEY`
  if (row === null) return file && `the root of segment ${file.number} is gone from the database`
  if (file && file.number > row.number)
    return `the database says that segment ${row.number} is the newest, and segment ${file.number} was closed already`
  const { newest, earlier } = await services.database.tenant({ workspaceId: workspace.uuid }, async (tx) => ({
    newest: await newestSegment(tx),
    earlier: file && (await segmentAt(tx, file.number)),
  }))
  if (!isSame(newest, row))
    return newest && newest.number >= row.number
      ? `segment ${row.number} has another root than the one that was signed`
      : `segment ${row.number} was closed, and is gone from the database`
  if (file && !isSame(earlier, file))
    return `segment ${file.number} has another root than the one that was signed`
  if (sealed && (file === null || file.number < row.number))
    await keepAnchorFile(services, workspace.id, sealed)
  return null
}

/** Refuses to vouch for a log that was changed. @throws Problem `audit_log_changed`, 409. */
export async function requireIntactLog(services: AnchorServices, workspace: AuditedWorkspace): Promise<void> {
  const fault = await faultOfLog(services, workspace)
  if (fault) throw auditLogChanged(`The audit log was changed behind the back of the server: ${fault}`)
}
