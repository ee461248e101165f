import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { eventContext, recordEvent } from '../events/record.ts'
import { removeStalePartials } from '../files/file-store.ts'
import { removeUnusedFiles } from '../files/unused-files.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { conflict, notFound } from '../kernel/problem.ts'
import { recordKind } from '../kernel/record-kind.ts'
import { id, instant, nullable, oneOf, type Static, Type } from '../kernel/schema.ts'
import { writeBackup } from './archive.ts'
import { longestPassphrase, shortestPassphrase } from './seal.ts'

const Backup = Type.Object(
  {
    id: id('bkp'),
    file_name: Type.String(),
    status: oneOf(['running', 'completed', 'failed']),
    sealed: Type.Boolean({ description: 'A restore asks for the passphrase.' }),
    size_bytes: nullable(Type.Integer()),
    created_at: instant(),
    error: nullable(Type.String()),
  },
  { title: 'Backup' },
)
type BackupForm = Static<typeof Backup>

interface Running {
  form: BackupForm
  abort: AbortController
  done: Promise<void>
}

/** What this process is making, and what failed since it started; what is done is found in the folder. */
const jobs = new WeakMap<Services, Map<string, Running>>()
const jobsOf = (services: Services) => {
  const known = jobs.get(services) ?? new Map<string, Running>()
  jobs.set(services, known)
  return known
}

const folderOf = ({ config }: Pick<Services, 'config'>) => join(config.dataDir, 'backups')
const fileName = /^apron-(\d{8}T\d{6}Z)-(bkp_[0-9a-z]{26})\.tar\.gz(\.sealed)?$/

/** `apron-20261121T074500Z-bkp_….tar.gz`: in the order of time, and known by its id. */
export function backupName(backupId: string, at: Date, isSealed: boolean): string {
  return `apron-${at.toISOString().replace(/[-:]|\.\d+/g, '')}-${backupId}.tar.gz${isSealed ? '.sealed' : ''}`
}

const onlyOwner = { access: 'session', roles: 'installation_owner', system: true } as const

const installationKind = recordKind({
  name: 'installation',
  prefix: null,
  title: { one: 'installation', many: 'installations' },
  page: '/system/backups',
})

export const listBackups = operation({
  ...onlyOwner,
  id: 'listBackups',
  method: 'GET',
  path: '/api/system/backups',
  summary: 'List backups',
  description: 'The backups in DATA_DIR/backups, newest first.',
  response: Type.Array(Backup),
  async handle({ services }) {
    const running = [...jobsOf(services).values()].map(({ form }) => form)
    const done = (await finished(services)).filter((one) => !running.some(({ id }) => id === one.id))
    return [...running, ...done].sort((a, b) => b.created_at.localeCompare(a.created_at))
  },
})

export const createBackup = operation({
  ...onlyOwner,
  id: 'createBackup',
  method: 'POST',
  path: '/api/system/backups',
  summary: 'Create a backup',
  description:
    'Writes the database and the files into one archive, in the background and from a single moment of the database. Everything stays usable meanwhile. With a passphrase the archive is sealed: it is encrypted, and nobody can restore or read it without the passphrase, which Apron does not keep.',
  audits: 'backup.started',
  body: Type.Object({
    passphrase: Type.Optional(Type.String({ minLength: shortestPassphrase, maxLength: longestPassphrase })),
  }),
  response: Backup,
  status: 202,
  async handle({ tx, body, principal, services, now, emit }) {
    const known = jobsOf(services)
    if ([...known.values()].some(({ form }) => form.status === 'running'))
      throw conflict('A backup is being made just now. Wait for it, or delete it')
    const backupId = newId('bkp')
    const form: BackupForm = {
      id: backupId,
      file_name: backupName(backupId, now, body.passphrase !== undefined),
      status: 'running',
      sealed: body.passphrase !== undefined,
      size_bytes: null,
      created_at: now.toISOString(),
      error: null,
    }
    tx.afterCommit(() => begin(services, form, body.passphrase))
    emit({
      type: 'backup.started',
      subject: { type: installationKind.name, id: principal.workspace.id, label: form.file_name },
    })
    return form
  },
})

export const downloadBackup = operation({
  ...onlyOwner,
  id: 'downloadBackup',
  method: 'GET',
  path: '/api/system/backups/:id/download',
  summary: 'Download a backup',
  description: 'Returns the archive as a file.',
  params: Type.Object({ id: id('bkp', 'The ID of the backup.') }),
  response: Type.String(),
  answers: 'file',
  fileTypes: ['application/gzip', 'application/octet-stream'],
  async handle({ tx, params, principal, request, now, services }) {
    const found = await find(services, params.id)
    // It holds everything there is: who took it away is known, though nothing was changed.
    await recordEvent(
      tx,
      {
        type: 'backup.downloaded',
        subject: { type: installationKind.name, id: principal.workspace.id, label: found.file_name },
      },
      eventContext(principal, request, now),
    )
    return {
      filename: found.file_name,
      contentType: found.sealed ? 'application/octet-stream' : 'application/gzip',
      body: createReadStream(join(folderOf(services), found.file_name)),
    }
  },
})

export const deleteBackup = operation({
  ...onlyOwner,
  id: 'deleteBackup',
  method: 'DELETE',
  path: '/api/system/backups/:id',
  summary: 'Delete a backup',
  description: 'Deletes the archive. A backup that is being made is stopped.',
  audits: 'backup.deleted',
  params: Type.Object({ id: id('bkp', 'The ID of the backup.') }),
  async handle({ tx, params, principal, services, emit }) {
    const job = jobsOf(services).get(params.id)
    const found = job?.form ?? (await find(services, params.id))
    tx.afterCommit(() => {
      job?.abort.abort()
      jobsOf(services).delete(params.id)
      void rm(join(folderOf(services), found.file_name), { force: true })
    })
    emit({
      type: 'backup.deleted',
      subject: { type: installationKind.name, id: principal.workspace.id, label: found.file_name },
    })
  },
})

function begin(services: Services, form: BackupForm, passphrase: string | undefined): void {
  const abort = new AbortController()
  const folder = folderOf(services)
  const { database, files, secrets, version, log } = services
  const work = async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const source = { snapshot: database.snapshot, files, secrets, version }
    await writeBackup(source, join(folder, form.file_name), { passphrase, signal: abort.signal })
  }
  const done = work().then(
    () => {
      jobsOf(services).delete(form.id)
    },
    (error: Error) => {
      log.warn({ err: error, backup: form.file_name }, 'the backup could not be made')
      Object.assign(form, { status: 'failed', error: error.message })
    },
  )
  jobsOf(services).set(form.id, { form, abort, done })
}

async function finished(services: Services): Promise<BackupForm[]> {
  const folder = folderOf(services)
  const names = await readdir(folder).catch(() => [])
  const forms: BackupForm[] = []
  for (const name of names) {
    const [, , backupId, sealed] = fileName.exec(name) ?? []
    const found = backupId ? await stat(join(folder, name)).catch(() => null) : null
    if (!backupId || !found) continue
    const madeAt = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(name) ?? []
    const [year, month, day, hour, minute, second] = madeAt.slice(1)
    forms.push({
      id: backupId,
      file_name: name,
      status: 'completed',
      sealed: sealed !== undefined,
      size_bytes: found.size,
      created_at: `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`,
      error: null,
    })
  }
  return forms
}

async function find(services: Services, backupId: string): Promise<BackupForm> {
  const found = (await finished(services)).find((one) => one.id === backupId)
  if (!found) throw notFound()
  return found
}

/** A process that was killed while it wrote left something behind that nobody would ever look at. */
export const sweepLeftovers: PeriodicWork = {
  name: 'system.leftovers',
  everyMs: 24 * 60 * 60_000,
  async run(services) {
    await services.files.sweep()
    await removeUnusedFiles(services)
    await removeStalePartials(folderOf(services))
  },
}

/** A process that stops does not wait for its backup, which would take longer than people wait. */
export function startBackups(services: Services): { stop(): Promise<void> } {
  return {
    stop: async () => {
      const all = [...jobsOf(services).values()]
      for (const { abort } of all) abort.abort()
      await Promise.all(all.map(({ done }) => done))
    },
  }
}
