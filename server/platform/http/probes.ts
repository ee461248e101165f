import type { Database } from '../database/database.ts'
import { within } from '../database/deadline.ts'
import type { FileStore } from '../files/file-store.ts'
import { defineModule } from '../kernel/module.ts'
import { operation } from '../kernel/operation.ts'
import { unavailable } from '../kernel/problem.ts'
import { oneOf, Type } from '../kernel/schema.ts'

const health = operation({
  id: 'health',
  method: 'GET',
  path: '/health',
  summary: 'Get liveness',
  description: 'For probes: the process is running and answers.',
  access: 'public',
  limit: 'none',
  bare: true,
  response: Type.Object({ status: Type.Literal('ok') }),
  handle: () => ({ status: 'ok' as const }),
})

const checked = oneOf(['ok', 'down'])
const storageState = oneOf(['ok', 'full', 'down'], {
  description: '`full`: nothing can be saved, and reading goes on.',
})

const readiness = operation({
  id: 'readiness',
  method: 'GET',
  path: '/readiness',
  summary: 'Get readiness',
  description: 'For probes: the database and the file store can be reached, and this node is not stopping.',
  access: 'public',
  limit: 'none',
  bare: true,
  response: Type.Object({
    status: Type.Literal('ok'),
    checks: Type.Object({ database: checked, storage: storageState }),
  }),
  async handle({ services }) {
    if (services.isStopping()) throw unavailable('Not ready: this node is stopping')
    const [database, storage] = await Promise.all([
      checkDatabase(services.database),
      checkStorage(services.files),
    ])
    const checks = { database, storage }
    const down = Object.entries(checks)
      .filter(([, value]) => value === 'down')
      .map(([name]) => name)
    if (down.length > 0) throw unavailable(`Not ready: ${down.join(' and ')} cannot be reached`)
    return { status: 'ok' as const, checks }
  },
})

/** Probes give up after a second or two, so a disk or a network that hangs has to count as down before. */
const answerMs = 1_000

async function checkDatabase(database: Database): Promise<'ok' | 'down'> {
  return within(answerMs, database.ping(), 'No answer in time').then(
    () => 'ok',
    () => 'down',
  )
}

async function checkStorage(files: FileStore): Promise<'ok' | 'full' | 'down'> {
  return within(answerMs, files.check(), 'No answer in time').then(
    () => 'ok',
    // A full disk keeps nobody from reading, so the node stays ready.
    ({ code }: NodeJS.ErrnoException) => (code === 'ENOSPC' || code === 'EDQUOT' ? 'full' : 'down'),
  )
}

export const probes = defineModule({
  name: 'probes',
  title: 'Probes',
  summary: 'Whether the process lives and can reach what it needs.',
  core: true,
  parts: [health, readiness],
})
