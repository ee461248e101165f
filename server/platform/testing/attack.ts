import assert from 'node:assert/strict'
import { beforeEach } from 'node:test'
import type { Operation } from '../kernel/operation.ts'
import { malformed } from './answer-form.ts'
import { testApp } from './app.ts'
import { chosen, isChosen } from './attack-choice.ts'
import { type RequestMaker, requestMaker, send } from './attack-request.ts'
import { type Answer, type Client, client } from './client.ts'
import { workspace } from './workspace.ts'

// What the attacks share. Each runs over every operation that the app has: a new one is covered by being there.

export const app = await testApp()
export const { operations } = app.services
export const guarded = operations.filter((operation) => operation.access !== 'public')
/** What is open to sessions: all but what a key asks about itself. */
export const forSessions = guarded.filter((operation) => operation.access !== 'key')
export const forKeys = operations.filter((operation) => operation.access === 'any')
export const nobody = client(app.origin)

/** The first workspace, so its owner owns the installation. */
export const space = await workspace(undefined, app)
export const other = await workspace(undefined, app)

// Some operations end the session that calls them, such as signing out.
beforeEach(async () => {
  for (const { owner, signInAgain } of [space, other])
    if ((await owner.get('/api/v1/auth/session')).status === 401) await signInAgain()
})

/** What makes the requests of one file. Each file has its own, since attacks leave their records in any state. */
export function attackRequests() {
  const requests = requestMaker(space)
  const refusedWith =
    (caller: Client, status: number, error?: string, headers: Headers = {}) =>
    async (operation: Operation) =>
      unless(await send(caller, await requests.make(operation), headers), status, error)
  return { requests, strangers: requestMaker(other), refusedWith }
}

/** Attacks each operation in turn, and reports all that failed to withstand it together. */
export async function attack(
  targets: readonly Operation[],
  attempt: (operation: Operation) => Promise<string | null>,
): Promise<void> {
  await attackEach(chosen(targets), attempt, 1)
}

/**
 * The same for requests that only read or are refused. They change nothing that another one sees, so several are
 * sent at a time: the server works while the database does.
 */
export async function attackTogether(
  targets: readonly Operation[],
  attempt: (operation: Operation) => Promise<string | null>,
): Promise<void> {
  await attackEach(chosen(targets), attempt, 6)
}

async function attackEach(
  targets: readonly Operation[],
  attempt: (operation: Operation) => Promise<string | null>,
  atOnce: number,
): Promise<void> {
  const holes: string[] = []
  const waiting = targets.values()
  const attackNext = async () => {
    for (const operation of waiting) {
      const hole = await attempt(operation)
      if (hole !== null) holes.push(`${operation.id} (${operation.method} ${operation.path}): ${hole}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, attackNext))
  assert.deepEqual(holes, [])
}

/** A record of each kind that the API can make, by the prefix of its id. */
export async function idsOfAllKinds(maker: RequestMaker): Promise<Map<string, string>> {
  const prefixes = new Set(operations.flatMap(({ creates }) => (creates ? [creates.prefix] : [])))
  return new Map(
    await Promise.all([...prefixes].map(async (prefix) => [prefix, await maker.record(prefix)] as const)),
  )
}

/**
 * Attacks each list with the ids that must not stand in it. A run that attacks a few operations looks into
 * their lists for all ids, and into the other lists for records of their kinds.
 */
export async function attackLists(
  lists: readonly Operation[],
  ids: readonly string[],
  attempt: (operation: Operation, ids: readonly string[]) => Promise<string | null>,
): Promise<void> {
  const kinds = operations
    .filter((operation) => isChosen(operation))
    .flatMap(({ on, creates, list }) => [on?.prefix, creates?.prefix, list?.of.prefix])
  const ofKinds = ids.filter((id) => kinds.includes(id.split('_')[0]))
  await attackEach(
    ofKinds.length > 0 ? lists : lists.filter((operation) => isChosen(operation)),
    (operation) => attempt(operation, isChosen(operation) ? ids : ofKinds),
    6,
  )
}

export function unless(answer: Answer, status: number, error?: string): string | null {
  const fault = malformed(answer)
  if (fault) return fault
  if (answer.status === status && (error === undefined || answer.body.error === error)) return null
  return `answered ${answer.status} ${answer.text.slice(0, 300)}`
}

export type Headers = Record<string, string>
