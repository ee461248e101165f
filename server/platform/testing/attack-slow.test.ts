import assert from 'node:assert/strict'
import { type ClientRequest, request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { app, attack, attackRequests, nobody, operations, space } from './attack.ts'

// Requests that never end: what they hold meanwhile, others must not need.

const { requests } = attackRequests()

/** More than there are connections to the database, of every kind together. */
const many = 24

test('uploads whose bodies never come keep nobody from signing in or reading', async () => {
  const { authorization, email } = await signedIn()
  const report = await nobody.post('/api/v1/sms/public/anonymous-report', {
    workspace: space.slug,
    type: 'hazard',
    title: 'A ladder on the apron',
    description: 'It stood there all morning, where the fuel truck turns, and nobody knew whose it was.',
    category: 'ground_operations',
  })
  assert.equal(report.status, 201, report.text)
  await attack(
    operations.filter((operation) => operation.upload),
    async (operation) => {
      const { method, path, headers } = await requests.make(operation)
      const withToken = path.replace(/\/token-\d+/, `/${report.data.uploadToken}`)
      const open = Array.from({ length: many }, () =>
        begin(method, withToken, { ...headers, ...(operation.access === 'public' ? {} : { authorization }) }),
      )
      try {
        await Promise.all(open.map((upload) => upload.sent))
        const again = await nobody.post('/api/v1/auth/login', { email, password: 'three quiet herons' })
        if (again.status !== 200) return `signing in was answered ${again.status} ${again.text}`
        const read = await space.owner.get('/api/projects')
        return read.status === 200 ? null : `a list was answered ${read.status} ${read.text}`
      } finally {
        for (const upload of open) upload.request.destroy()
      }
    },
  )
})

test('the server ends a request that takes too long, and a connection on which nothing moves', () => {
  const { requestTimeout, headersTimeout, timeout } = app.server.server
  for (const limit of [requestTimeout, headersTimeout, timeout]) assert.ok(limit > 0)
})

async function signedIn() {
  const { email } = (await space.owner.get('/api/v1/auth/session')).data.user
  const login = await nobody.post('/api/v1/auth/login', { email, password: 'three quiet herons' })
  return { email, authorization: `Bearer ${login.data.accessToken}` }
}

/** Sends the headers and the first bytes of a body that would be a thousand times as long. */
function begin(
  method: string,
  path: string,
  headers: Record<string, string>,
): { request: ClientRequest; sent: Promise<void> } {
  const request = httpRequest(app.origin + path, {
    method,
    headers: { ...headers, 'content-length': '10000' },
    agent: false,
  })
  request.on('error', () => {})
  const sent = new Promise<void>((resolve) => request.write('0123456789', () => resolve()))
  return { request, sent }
}
