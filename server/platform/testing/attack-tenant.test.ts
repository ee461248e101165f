import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { allFixtures } from './all-fixtures.ts'
import { malformed } from './answer-form.ts'
import {
  app,
  attack,
  attackLists,
  attackRequests,
  attackTogether,
  forKeys,
  guarded,
  idsOfAllKinds,
  operations,
  other,
  space,
  unless,
} from './attack.ts'
import { idParams, send } from './attack-request.ts'

// What belongs to another workspace or another project.

const { refusedWith, requests, strangers } = attackRequests()

/**
 * A limited key has webhook endpoints of its own projects. These operations act on what it made: they read the
 * catalog, make one more, and find nothing that others made.
 */
const narrowed: Record<string, number> = {
  ...Object.assign({}, ...allFixtures.map((fixtures) => fixtures.narrowed ?? {})),
  listEventTypes: 200,
  createEndpoint: 201,
  getDelivery: 404,
  resendDelivery: 404,
  resendDeadLetters: 400,
}

test('a key that is limited to another project reaches nothing', async () => {
  const elsewhere = await space.project()
  const key = await space.key({ projects: [elsewhere.id] })
  await attack(forKeys, async (operation) => {
    const answer = await send(key, await requests.make(operation))
    const expected = narrowed[operation.id]
    if (expected !== undefined) return answer.status === expected ? null : `answered ${answer.status}`
    if (answer.status !== 200) return unless(answer, 403, 'This API key cannot access that project')
    if (!operation.list) return `answered 200 ${answer.text.slice(0, 200)}`
    const shown = answer.data.items.filter(
      (item: { id: string; projectId?: string }) => ![item.id, item.projectId].includes(elsewhere.id),
    )
    return shown.length === 0 && answer.data.total === answer.data.items.length
      ? malformed(answer)
      : `lists ${answer.text.slice(0, 300)}`
  })
})

test('a record of another workspace looks exactly like a missing one', async () => {
  await attackTogether(
    guarded.filter((operation) => idParams(operation).length > 0),
    async (operation) => {
      const foreign = await send(
        space.owner,
        await requests.make(operation, { id: (prefix) => strangers.record(prefix) }),
      )
      const missing = await send(
        space.owner,
        await requests.make(operation, { id: (prefix) => newId(prefix) }),
      )
      for (const answer of [foreign, missing]) if (answer.body) delete answer.body.requestId
      if (foreign.status !== 404) return `answered ${foreign.status} ${foreign.text.slice(0, 200)}`
      return JSON.stringify(foreign.body) === JSON.stringify(missing.body)
        ? null
        : `${foreign.text} and ${missing.text}`
    },
  )
})

test('lists hold nothing of another workspace', async () => {
  const lists = guarded.filter(
    (operation) =>
      !operation.writes &&
      idParams(operation).length === 0 &&
      operation.answers !== 'events' &&
      // The owner of the installation sees all of it.
      operation.roles !== 'installation_owner',
  )
  const theirs = [other.id, other.uuid, ...(await idsOfAllKinds(strangers)).values()]
  await attackLists(lists, theirs, async (operation, ids) => {
    const { text } = await send(space.owner, await requests.make(operation))
    const leaked = ids.find((id) => text.includes(id))
    return leaked ? `shows ${leaked}` : null
  })
})

test('a forged workspace header is refused and changes no tenant', async () => {
  const key = await space.key()
  const refusal = 'These credentials belong to another workspace than X-Org-Id or X-Tenant-Id names'
  for (const header of ['x-tenant-id', 'x-org-id']) {
    for (const value of [other.uuid, other.id, 'anything']) {
      await attackTogether(guarded, refusedWith(space.owner, 403, refusal, { [header]: value }))
      await attackTogether(forKeys, refusedWith(key, 403, refusal, { [header]: value }))
    }
  }
})

test('a handler is bound to the workspace of the credentials, and a connection forgets it', async () => {
  for (const value of [
    "'; set apron.workspace = '",
    other.uuid,
    `${other.uuid}'; set local role apron_system; --`,
  ]) {
    await attackTogether(
      operations.filter((operation) => operation.list?.search),
      async (operation) =>
        malformed(await send(space.owner, await requests.make(operation, { query: { search: value } }))),
    )
  }
  const bound = await Promise.all(
    Array.from({ length: 40 }, () =>
      app.services.database.batch('attack', [
        {
          text: `
            select coalesce(current_setting('apron.workspace', true), '') as bound,
                   coalesce(current_setting('apron.projects', true), '') as reach, current_user as role`,
        },
      ]),
    ),
  )
  assert.deepEqual(
    [...new Set(bound.map(([result]) => JSON.stringify(result?.rows[0])))],
    ['{"bound":"","reach":"","role":"apron_app"}'],
  )
})
