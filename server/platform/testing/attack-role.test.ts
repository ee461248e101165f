import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  app,
  attackLists,
  attackRequests,
  attackTogether,
  forSessions,
  guarded,
  type Headers,
  idsOfAllKinds,
  nobody,
  operations,
  space,
  unless,
} from './attack.ts'

import { type AttackRequest, idParams, send } from './attack-request.ts'

// People whose roles do not reach, and pages of other origins that use their cookies.

const { refusedWith, requests } = attackRequests()

/** What every member may, customers too: their own account. */
const openToCustomers = [
  'addPasskey',
  'changePassword',
  'deleteAvatar',
  'deletePreference',
  'disableMfa',
  'enableMfa',
  'endOtherSessions',
  'endOwnSession',
  'getAvatar',
  'getMfa',
  'getNotificationPreferences',
  'getPasskeyOptions',
  'getPreference',
  'getProfile',
  'getReauthentication',
  // Where a notification leads; of a part only to a page that the member may read.
  'getRecordPage',
  'getSession',
  'listNotifications',
  'listOwnSessions',
  'listPasskeys',
  'listPreferences',
  'listSecurityEvents',
  'logOut',
  'putAvatar',
  'putPreference',
  'readNotifications',
  'reauthenticate',
  'regenerateBackupCodes',
  'removePasskey',
  'renamePasskey',
  'requestEmailChange',
  'sendEmailVerification',
  'switchWorkspace',
  'updateNotificationPreferences',
  'updateProfile',
  'verifyEmail',
  'verifyMfa',
]

test('a customer does only what is open to customers', async () => {
  const customer = await space.as('customer', { roles: ['customer'] })
  const closed = forSessions.filter(
    (operation) =>
      operation.roles !== 'members' &&
      !(Array.isArray(operation.roles) && operation.roles.includes('customer')),
  )
  assert.deepEqual(
    forSessions
      .filter((operation) => !closed.includes(operation))
      .map((operation) => operation.id)
      .sort(),
    openToCustomers,
  )
  await attackTogether(closed, async (operation) => {
    const answer = await send(customer, await requests.make(operation))
    return (
      unless(answer, 403) ?? (answer.body.code === 'role_missing' ? null : `refused with ${answer.body.code}`)
    )
  })
})

test('a member without the role is refused', async () => {
  const student = await space.as('student', { roles: ['student'] })
  await attackTogether(
    guarded.filter(
      (operation) =>
        Array.isArray(operation.roles) &&
        !operation.roles.includes('student') &&
        !operation.roles.includes('customer'),
    ),
    async (operation) => {
      const answer = await send(student, await requests.make(operation))
      return (
        unless(answer, 403) ??
        (answer.body.code === 'role_missing' ? null : `refused with ${answer.body.code}`)
      )
    },
  )
})

test('a page of another origin changes nothing with somebody’s cookie', async () => {
  const login = await nobody.post('/api/v1/auth/login', {
    email: (await space.owner.get('/api/v1/auth/session')).data.user.email,
    password: 'three quiet herons',
  })
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
  for (const foreign of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: app.origin.replace('127.0.0.1', '127.0.0.2') },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ] as Headers[]) {
    await attackTogether(
      guarded.filter((operation) => operation.writes),
      async (operation) => {
        const answer = await send(nobody, await requests.make(operation), { cookie, ...foreign })
        return (
          unless(answer, 403) ??
          (answer.body.code === 'cross_origin' ? null : `refused with ${answer.body.code}`)
        )
      },
    )
  }
})

test('a page of another origin signs nobody in, up or out', () =>
  attackTogether(
    operations.filter((operation) => operation.refusesKeys && operation.writes),
    refusedWith(nobody, 403, undefined, { origin: 'https://evil.example' }),
  ))

test('what a member may not open stands in no list, export, timeline or event log that they may read', async () => {
  const ids = await idsOfAllKinds(requests)
  const reads = guarded.filter(
    (operation) =>
      !operation.writes &&
      operation.on &&
      idParams(operation).length === 1 &&
      operation.path.endsWith('/:id'),
  )
  const lists = guarded.filter(
    (operation) =>
      operation.method === 'GET' &&
      operation.answers !== 'events' &&
      operation.roles !== 'installation_owner',
  )
  const shown: { id: string; request: AttackRequest }[] = []
  for (const operation of reads) {
    const id = ids.get(operation.on?.prefix ?? '')
    if (id === undefined) continue
    const request = await requests.make(operation, { id: () => id })
    if ((await send(space.owner, request)).status === 200) shown.push({ id, request })
  }
  /** No ID can be read in the bytes of these. */
  const compressed = new Set<string>()
  // Those who read the audit log read what it says of everything; they are not among these.
  for (const role of ['pilot', 'dispatcher', 'safety_manager', 'customer']) {
    const member = await space.as(`sight-${role}`, { roles: [role] })
    const statuses = await Promise.all(
      shown.map(async ({ id, request }) => ({ id, status: (await send(member, request)).status })),
    )
    const hidden = statuses.filter(({ status }) => status !== 200).map(({ id }) => id)
    assert.ok(hidden.length > 5, `only ${hidden.length} kinds of records are hidden from a ${role}`)
    await attackLists(lists, hidden, async (operation, hiddenIds) => {
      if (compressed.has(operation.id)) return null
      const { status, text, headers } = await send(member, await requests.make(operation))
      if (/pdf|zip/.test(headers.get('content-type') ?? '')) compressed.add(operation.id)
      const leaked = status === 200 ? hiddenIds.find((id) => text.includes(id)) : undefined
      return leaked === undefined ? null : `shows ${leaked} to a ${role}`
    })
  }
})
