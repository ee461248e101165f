import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { app, attack, attackRequests, guarded, nobody, operations, unless } from './attack.ts'
import { send } from './attack-request.ts'

// What there is to attack at all, and ways around it.

const { requests } = attackRequests()

/** What answers without credentials. A name is added here knowingly or not at all. */
const publicOperations = [
  'acceptInvitation',
  'checkIdentifying',
  'completeSignIn',
  'completeSignUp',
  'confirmRecipient',
  'finishSso',
  'followPublicBoard',
  'followReport',
  'forgotPassword',
  'getDidDocument',
  'getInvitation',
  'getPasskeySignInOptions',
  'getRecipientConfirmation',
  'getReportForm',
  'getSetup',
  'getSignUp',
  'getSso',
  'getVtrStatusList',
  'health',
  'linkSso',
  'listAuditKeys',
  'logIn',
  'readCalendar',
  'readPublicBoard',
  'readiness',
  'receiveGithubWebhook',
  'resetPassword',
  'restoreEmail',
  'sendAnonymousPhotograph',
  'showVerifier',
  'signInWithPasskey',
  'signUp',
  'startSso',
  'submitAnonymousReport',
  'verifyVtr',
  'verifyVtrPack',
  'withdrawRecipient',
  'writeAnonymousMessage',
]

test('only operations of the list answer without credentials', () => {
  assert.deepEqual(
    operations
      .filter((operation) => operation.access === 'public')
      .map((operation) => operation.id)
      .sort(),
    publicOperations,
  )
})

test('every route of the server is an operation, a guide, a page of the reference or the console', () => {
  const guides = readdirSync(join(import.meta.dirname, '../../../docs'))
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => [`/docs/${name}`, `/docs/${name.replace(/\.md$/, '')}`])
  const known = new Set([...operations.map((operation) => operation.path), ...guides])
  const others = routesOf(app.server.printRoutes({ commonPrefix: false })).filter((path) => !known.has(path))
  assert.deepEqual(others.sort(), [
    '/',
    '/api/openapi.json',
    '/app',
    '/app*',
    '/docs',
    '/docs/guides',
    '/docs/guides.md',
    '/docs/images/import.png',
    '/docs/images/rotation.png',
    '/docs/js/scalar.js',
    '/favicon.ico',
    '/js/scalar.js',
    '/llms.txt',
  ])
})

/** The paths in the tree that Fastify prints, a branch for each four characters of indentation. */
function routesOf(tree: string): string[] {
  const branch: string[] = []
  const routes: string[] = []
  for (const line of tree.split('\n')) {
    const [, indent = '', part = '', methods] = /^([│├└─ ]*)(\S*)(?: \((.*)\))?$/.exec(line) ?? []
    branch.splice(Math.max(0, indent.length / 4 - 1))
    branch.push(part)
    if (methods) routes.push(branch.join(''))
  }
  return [...new Set(routes)]
}

test('HEAD tells as little as GET would', () =>
  attack(
    guarded.filter(({ method }) => method === 'GET'),
    async (operation) => {
      const { path } = await requests.make(operation)
      const answer = await nobody.send('HEAD', path)
      return answer.status === 401 && answer.text === '' ? null : `answered ${answer.status}`
    },
  ))

test('an address of another version, another case or with a slash more is no way in', () =>
  attack(guarded, async (operation) => {
    const { path, ...rest } = await requests.make(operation)
    const [plain = '', query = ''] = path.split('?')
    const variants = [
      `${plain}/`,
      plain.replace('/api/', '/API/'),
      plain.replace('/api/', '//api/'),
      ...(plain.includes('/v1/') ? [plain.replace('/v1/', '/v2/')] : []),
    ]
    for (const variant of variants) {
      const answer = await send(nobody, { ...rest, path: query ? `${variant}?${query}` : variant })
      const fault = unless(answer, 404)
      if (fault && answer.status !== 401) return `${variant}: ${fault}`
    }
    return null
  }))
