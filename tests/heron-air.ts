import assert from 'node:assert/strict'
import { after } from 'node:test'
import { installation } from './installation.ts'
import { outsider, type Said } from './outsider.ts'

/** The account owner of a new installation, as a program that signs in with a password. */
export async function heronAir() {
  const owner = { email: 'ada@example.com', password: 'three quiet herons' }
  const ask = outsider((await installation({ after }).start()).url)
  const session = { token: '' }
  const call = (
    method: string,
    path: string,
    { body, as = session.token }: { body?: unknown; as?: string | null } = {},
  ): Promise<Said> => ask(method, path, { body, ...(as === null ? {} : { as }) })
  const logIn = (password: string) =>
    call('POST', '/api/v1/auth/login', { body: { email: owner.email, password }, as: null })
  const made = await call('POST', '/api/v1/signup', {
    body: { ...owner, displayName: 'Ada Holm', workspaceName: 'Heron Air', timezone: 'America/Denver' },
    as: null,
  })
  session.token = made.data.accessToken
  return { owner, session, call, logIn, get: (path: string) => call('GET', path) }
}

export const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
export const fieldsOf = (value: object) => Object.keys(value)
export function has(value: object, fields: string[]) {
  for (const field of fields) assert(field in value, `${field} is missing in ${JSON.stringify(value)}`)
}
