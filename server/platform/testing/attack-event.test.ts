import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grants } from '../access/scope.ts'
import { readersOf, scopesOf } from '../events/reach.ts'
import { recordEvent, systemContext } from '../events/record.ts'
import { newId } from '../kernel/id.ts'
import { kindNamed, recordKinds } from '../kernel/record-kind.ts'
import { app, other, space } from './attack.ts'
import type { Client } from './client.ts'
import type { TestWorkspace } from './workspace.ts'

// What holds of every type of event: the live feed and the event log show no caller what their scopes, roles and
// projects do not read, and nobody the events of another workspace. The cases come from the catalog.

const { eventTypes, operations, roles, database } = app.services

interface Sent {
  type: string
  subjectId: string
}

/** One event of each type, about a record of its own. */
async function recordEach({ id, uuid }: TestWorkspace, projectId: string | null): Promise<Sent[]> {
  const sent = eventTypes.map(({ type, subject }) => ({
    type,
    subjectId: newId((kindNamed(subject)?.prefix ?? 'org') as Parameters<typeof newId>[0]),
  }))
  await database.tenant({ workspaceId: uuid }, async (tx) => {
    for (const [index, { subjectId }] of sent.entries()) {
      const type = eventTypes[index]
      if (!type) continue
      const subject = { type: type.subject, id: subjectId, label: 'Of the attack', projectId }
      await recordEvent(tx, { type, subject, data: { id: subjectId } }, systemContext(id, 'Attack'))
    }
  })
  return sent
}

// Also an entry about each kind of record that is not there any more: it must not end the stream.
await database.tenant({ workspaceId: space.uuid }, async (tx) => {
  for (const { name, prefix } of recordKinds()) {
    const subject = { type: name, id: newId((prefix ?? 'org') as Parameters<typeof newId>[0]) }
    await recordEvent(tx, { type: `${name}.attacked`, subject }, systemContext(space.id, 'Attack'))
  }
})
const [project, otherProject] = [await space.project(), await space.project()]
const free = await recordEach(space, null)
const ofProject = await recordEach(space, project.id)
const ofOtherProject = await recordEach(space, otherProject.id)
const foreign = await recordEach(other, null)
const own = [...free, ...ofProject, ...ofOtherProject]
/** A workspace has one owner, who may what admins may. */
const members = roles.filter((role) => role !== 'account_owner')
const typeOf = new Map(eventTypes.map((event) => [event.type, event]))

/** The entries of the live feed from the start, up to the last change that all of them see. */
async function liveText(member: { authorization: string }): Promise<string> {
  const closing = new AbortController()
  const response = await fetch(`${app.origin}/api/v1/live`, {
    headers: { authorization: member.authorization, 'last-event-id': '0' },
    signal: closing.signal,
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (reader && !text.includes(last.id)) {
    const { value, done } = await reader.read()
    if (done) break
    text += value
  }
  closing.abort()
  assert.ok(text.includes(last.id), text.slice(0, 300))
  return text
}
const last = await space.project()
const isRead = (subject: string) =>
  operations.some(({ writes, on, list }) => !writes && (on ?? list?.of)?.name === subject)

test('the live feed names a record to members who may read its events, and to no other role', async () => {
  const holes: string[] = []
  const named = new Set<string>()
  for (const role of members.filter((one) => one !== 'customer')) {
    const text = await liveText(await space.as(`follower ${role}`, { roles: [role] }))
    for (const { type, subjectId } of own) {
      if (!text.includes(subjectId)) continue
      named.add(type)
      const event = typeOf.get(type)
      if (event && role !== 'admin' && !readersOf(event, operations, roles).includes(role))
        holes.push(`${role} follows ${type}`)
    }
    holes.push(
      ...foreign
        .filter(({ subjectId }) => text.includes(subjectId))
        .map(({ type }) => `${role} follows ${type} of another workspace`),
    )
  }
  assert.deepEqual([...new Set(holes)], [])
  // Of records that members can read and nothing hides, admins at least see each.
  const open = eventTypes
    .filter(({ readers, subject }) => !readers && isRead(subject))
    .map(({ type }) => type)
  assert.deepEqual(
    open.filter((type) => !named.has(type)),
    [],
  )
  const customer = await space.as('follower customer', { roles: ['customer'] })
  assert.equal((await customer.get('/api/v1/live')).status, 403)
})

/** The records that the event log shows the caller. */
async function loggedTo(client: Client): Promise<Set<string>> {
  const subjects = new Set<string>()
  for (let after = 0; ; ) {
    const { status, data, text } = await client.get(
      `/api/v1/public/events?page_size=100&after_sequence=${after}`,
    )
    assert.equal(status, 200, text)
    if (data.items.length === 0) return subjects
    for (const { subjectId, sequence } of data.items) {
      subjects.add(subjectId)
      after = sequence
    }
  }
}

/** What the caller sees more, and less, than these events. */
async function differences(client: Client, readable: readonly Sent[]): Promise<string[]> {
  const shown = await loggedTo(client)
  const expected = new Set(readable.map(({ subjectId }) => subjectId))
  return [...own, ...foreign]
    .filter(({ subjectId }) => shown.has(subjectId) !== expected.has(subjectId))
    .map(({ type, subjectId }) => `${shown.has(subjectId) ? 'shows' : 'hides'} ${type}`)
}

const byScopes = (sent: readonly Sent[], scopes: readonly string[]) =>
  sent.filter(({ type }) => {
    const event = typeOf.get(type)
    return event && scopesOf(event).some((scope) => grants([...scopes], scope))
  })

test('the event log shows a key the events that its scopes and projects read, of every type', async () => {
  const holes: string[] = []
  for (const scope of new Set(eventTypes.flatMap(scopesOf))) {
    const scopes = ['public.events:read', scope]
    for (const [name, projects, sent] of [
      ['', undefined, own],
      [' within a project', [project.id], ofProject],
    ] as const) {
      const key = await space.key({ scopes, ...(projects ? { projects: [...projects] } : {}) })
      const wrong = await differences(key, byScopes(sent, scopes))
      holes.push(...wrong.map((hole) => `${scope}${name} ${hole}`))
    }
  }
  assert.deepEqual(holes, [])
})

test('the event log shows members the events that their roles read, and other roles nothing', async () => {
  const holes: string[] = []
  const log = operations.find(({ id }) => id === 'publicEvents')
  const admitted = ['admin', ...(Array.isArray(log?.roles) ? log.roles : [])]
  for (const role of members) {
    const member = await space.as(`reader ${role}`, { roles: [role] })
    if (!admitted.includes(role)) {
      assert.equal((await member.get('/api/v1/public/events')).status, 403, role)
      continue
    }
    const readable = own.filter(({ type }) => {
      const event = typeOf.get(type)
      return event && (role === 'admin' || readersOf(event, operations, roles).includes(role))
    })
    holes.push(...(await differences(member, readable)).map((hole) => `${role} ${hole}`))
  }
  assert.deepEqual(holes, [])
})
