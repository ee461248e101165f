import type { TestContext } from 'node:test'
import { signSessionToken } from '../access/session-token.ts'
import { hashPassword } from '../identity/password.ts'
import { setupCode } from '../identity/setup.ts'
import { newId } from '../kernel/id.ts'
import { allFixtures } from './all-fixtures.ts'
import { type TestApp, testApp } from './app.ts'
import { type Answer, type Client, client } from './client.ts'

/** A workspace with the records that modules make. */
export type TestWorkspace = BareWorkspace & Records

interface BareWorkspace {
  app: TestApp
  id: string
  uuid: string
  slug: string
  /** The account owner, signed in. */
  owner: Client
  /** Gives the owner another session, in place of one that has ended. */
  signInAgain(): Promise<void>
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
  /** Makes a record as the owner. @returns what the API answered; throws where it refused. */
  made(path: string, body?: object): Promise<Answer['data']>
  /** Another workspace of the installation, with an owner of its own, under the same origin by default. */
  another(origin?: string): Promise<TestWorkspace>
  /** Counts up, for names that differ. */
  next(): number
}

// biome-ignore lint/suspicious/noEmptyInterface: modules add their own, in their testing/fixtures.ts
export interface Records {}

export type TestMember = Client & { userId: string; authorization: string }

let count = 0

/** A workspace of the test's own, in the app that the file's tests share. */
export async function workspace(_t?: TestContext, app?: TestApp): Promise<TestWorkspace> {
  const running = app ?? (await testApp())
  const number = ++count
  const anybody = client(running.origin)
  const account = {
    email: `owner-${number}@example.com`,
    password: 'three quiet herons',
    displayName: `Owner ${number}`,
  }
  const signUp = () =>
    anybody.post('/api/v1/signup', {
      ...account,
      workspaceName: `Workspace ${number}`,
      // The first account of an installation that others can reach needs it.
      setupCode: setupCode(running.services.secrets),
    })
  let signup = await signUp()
  if (signup.data?.confirmationMailed) {
    await addAccount(running, account)
    signup = await signUp()
  }
  if (signup.status !== 201) throw new Error(`sign-up answered ${signup.status}: ${signup.text}`)
  return workspaceOf(running, signup.data, number)
}

interface SignedIn {
  workspace: { id: string; uuid: string; slug: string }
  user: { id: string }
  accessToken: string
}

/** A workspace that is there, by the answer to a sign-in of its owner. */
export function workspaceOf(
  running: TestApp,
  { workspace: { id, uuid, slug }, user, accessToken }: SignedIn,
  number = ++count,
): TestWorkspace {
  const anybody = client(running.origin)
  const credentials = { authorization: `Bearer ${accessToken}` }
  const owner = client(running.origin, credentials)
  const members = new Map<string, Promise<TestMember>>()

  const made = async (path: string, body?: object) => {
    const { status, data, text } = await owner.post(path, body)
    if (status >= 300) throw new Error(`POST ${path} answered ${status}: ${text}`)
    return data
  }
  const space: BareWorkspace = {
    app: running,
    id,
    uuid,
    slug,
    owner,
    async signInAgain() {
      credentials.authorization = await newSession(running, uuid, user.id)
    },
    anybody,
    as: (name, { roles = ['pilot'] } = {}) => {
      const known = members.get(name) ?? addMember(running, uuid, `${name}-${number}`, roles)
      members.set(name, known)
      return known
    },
    async key(options = {}) {
      const { projects = 'all', scopes = ['*'], ...rest } = options
      const body = { name: `key ${++count}`, scopes, projects, ...rest }
      const { id: keyId, secret } = await made('/api/user/api-keys', body)
      return { ...client(running.origin, { authorization: `Bearer ${secret}` }), keyId, secret }
    },
    made,
    another: (origin = running.origin) => workspace(undefined, { ...running, origin }),
    next: () => ++count,
  }
  const whole = space as TestWorkspace
  for (const { records } of allFixtures) Object.assign(whole, records?.(whole))
  return whole
}

/** Where sign-up waits for an email, an account that exists adds its workspace at once. */
async function addAccount(
  { sql }: TestApp,
  { email, password, displayName }: { email: string; password: string; displayName: string },
): Promise<void> {
  const userId = newId('usr')
  await sql('insert into users (id, email, display_name) values ($1, $2, $3)', [userId, email, displayName])
  await sql('insert into user_passwords (user_id, hash) values ($1, $2)', [
    userId,
    await hashPassword(password),
  ])
}

/** Signs a new member in without the invitation, whose own tests go the long way. */
export async function addMember(
  app: TestApp,
  workspaceUuid: string,
  name: string,
  roles: string[],
): Promise<TestMember> {
  const userId = newId('usr')
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
  const authorization = await newSession(app, workspaceUuid, userId)
  return { ...client(app.origin, { authorization }), userId, authorization }
}

async function newSession(app: TestApp, workspaceUuid: string, userId: string): Promise<string> {
  const sessionId = newId('ses')
  await app.sql('insert into sessions (workspace_id, id, user_id) values ($1, $2, $3)', [
    workspaceUuid,
    sessionId,
    userId,
  ])
  return `Bearer ${await signSessionToken(sessionId, userId, app.services.secrets, 3_600)}`
}
