import type { TestContext } from 'node:test'
import { signSessionToken } from '../access/session-token.ts'
import { newId } from '../kernel/id.ts'
import { type TestApp, testApp } from './app.ts'
import { type Answer, type Client, client } from './client.ts'

export interface TestWorkspace {
  app: TestApp
  id: string
  uuid: string
  slug: string
  /** The account owner, signed in. */
  owner: Client
  /** Nobody: no credentials at all. */
  anybody: Client
  /** A member with these roles, signed in; the same name is the same person. */
  as(name: string, options?: { roles?: string[] }): Promise<TestMember>
  /** A client with an API key of its own. */
  key(options?: {
    scopes?: string[]
    projects?: 'all' | string[]
    expires_in_days?: number
  }): Promise<Client & { keyId: string; secret: string }>
  /** An aircraft, a person and a flight, as records of the API. */
  aircraft(fields?: object): Promise<Answer['data']>
  person(fields?: object): Promise<Answer['data']>
  flight(fields?: FlightWish): Promise<Answer['data']>
  project(fields?: object): Promise<Answer['data']>
}

export type TestMember = Client & { userId: string; authorization: string }

interface FlightWish {
  status?: 'draft' | 'submitted' | 'approved' | 'rejected'
  [field: string]: unknown
}

let count = 0

/** A workspace of the test's own, in the app that the file's tests share. */
export async function workspace(_t?: TestContext, app?: TestApp): Promise<TestWorkspace> {
  const running = app ?? (await testApp())
  const number = ++count
  const anybody = client(running.origin)
  const signup = await anybody.post('/api/v1/signup', {
    email: `owner-${number}@example.com`,
    password: 'three quiet herons',
    displayName: `Owner ${number}`,
    workspaceName: `Workspace ${number}`,
  })
  if (signup.status !== 201) throw new Error(`sign-up answered ${signup.status}: ${signup.text}`)
  const { id, uuid, slug } = signup.data.workspace
  const owner = client(running.origin, { authorization: `Bearer ${signup.data.accessToken}` })
  const members = new Map<string, Promise<TestMember>>()
  let minute = 0

  const made = async (answer: Promise<Answer>) => {
    const { status, data, text } = await answer
    if (status >= 300) throw new Error(`answered ${status}: ${text}`)
    return data
  }
  const self: TestWorkspace = {
    app: running,
    id,
    uuid,
    slug,
    owner,
    anybody,
    as: (name, { roles = ['pilot'] } = {}) => {
      const known = members.get(name) ?? addMember(running, uuid, `${name}-${number}`, roles)
      members.set(name, known)
      return known
    },
    async key(options = {}) {
      const { projects = 'all', scopes = ['*'], ...rest } = options
      const { id: keyId, secret } = await made(
        owner.post('/api/user/api-keys', { name: `key ${++count}`, scopes, projects, ...rest }),
      )
      return { ...client(running.origin, { authorization: `Bearer ${secret}` }), keyId, secret }
    },
    aircraft: (fields = {}) =>
      made(
        owner.post('/api/v1/ops/aircraft', {
          registration: `N${100 + ++count}ZZ`,
          typeDesignator: 'C172',
          ...fields,
        }),
      ),
    person: (fields = {}) =>
      made(owner.post('/api/v1/ops/crew', { displayName: `Person ${++count}`, ...fields })),
    project: (fields = {}) => made(owner.post('/api/projects', { name: `Project ${++count}`, ...fields })),
    async flight({ status = 'draft', ...fields } = {}) {
      const aircraftId = fields.aircraftId ?? (await self.aircraft()).id
      const crew = fields.crew ?? [{ crewId: (await self.person()).id, role: 'pic' }]
      // An hour apart, so that flights of one aircraft do not overlap.
      const offBlock = Date.UTC(2026, 0, 5, 12) + minute++ * 3_600_000
      const flight = await made(
        owner.post('/api/v1/ops/flights', {
          fromAirport: 'KFNL',
          toAirport: 'KGXY',
          offBlockAt: new Date(offBlock).toISOString(),
          onBlockAt: new Date(offBlock + 50 * 60_000).toISOString(),
          ...fields,
          aircraftId,
          crew,
        }),
      )
      const steps = {
        draft: [],
        submitted: ['submit'],
        approved: ['submit', 'approve'],
        rejected: ['submit', 'reject'],
      }[status]
      let latest = flight
      for (const step of steps)
        latest = await made(
          owner.post(
            `/api/v1/ops/flights/${flight.id}/${step}`,
            step === 'reject' ? { reason: 'The landing is missing' } : undefined,
          ),
        )
      return latest
    },
  }
  return self
}

/** Signs a new member in without the invitation, whose own tests go the long way. */
export async function addMember(
  app: TestApp,
  workspaceUuid: string,
  name: string,
  roles: string[],
): Promise<TestMember> {
  const [userId, sessionId] = [newId('usr'), newId('ses')]
  await app.sql('insert into users (id, email, display_name) values ($1, $2, $3)', [
    userId,
    `${name}@example.com`,
    name,
  ])
  await app.sql('insert into members (workspace_id, id, user_id, roles) values ($1, $2, $3, $4)', [
    workspaceUuid,
    newId('mem'),
    userId,
    roles,
  ])
  await app.sql('insert into sessions (workspace_id, id, user_id) values ($1, $2, $3)', [
    workspaceUuid,
    sessionId,
    userId,
  ])
  const token = await signSessionToken(sessionId, userId, app.services.secrets, 3_600)
  const authorization = `Bearer ${token}`
  return { ...client(app.origin, { authorization }), userId, authorization }
}
