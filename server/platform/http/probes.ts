import { within } from '../database/deadline.ts'
import { defineModule } from '../kernel/module.ts'
import { operation } from '../kernel/operation.ts'
import { unavailable } from '../kernel/problem.ts'
import { Type } from '../kernel/schema.ts'

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

const state = Type.Union([Type.Literal('ok'), Type.Literal('down')])

const readiness = operation({
  id: 'readiness',
  method: 'GET',
  path: '/readiness',
  summary: 'Get readiness',
  description: 'For probes: the database and the file store can be reached.',
  access: 'public',
  limit: 'none',
  bare: true,
  response: Type.Object({
    status: Type.Literal('ok'),
    checks: Type.Object({ database: state, storage: state }),
  }),
  async handle({ services }) {
    const [database, storage] = await Promise.all([
      check(services.database.ping()),
      check(services.files.check()),
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

async function check(work: Promise<void>): Promise<'ok' | 'down'> {
  try {
    await within(answerMs, work, 'No answer in time')
    return 'ok'
  } catch {
    return 'down'
  }
}

export const probes = defineModule({
  name: 'probes',
  title: 'Probes',
  summary: 'Whether the process lives and can reach what it needs.',
  core: true,
  parts: [health, readiness],
})
