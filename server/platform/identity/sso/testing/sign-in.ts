import { mailedToken } from '../../../testing/mailed.ts'
import type { TestWorkspace } from '../../../testing/workspace.ts'
import type { TestProvider } from './provider.ts'

/** The settings of a workspace that uses the provider. */
export const settingsOf = ({ issuer, clientId, clientSecret }: TestProvider) => ({
  name: 'Heron Air Login',
  issuer,
  client_id: clientId,
  client_secret: clientSecret,
})

/** Begins a sign-in and walks it at the provider. @returns the ticket, and what the provider sends back. */
export async function visitProvider(
  provider: TestProvider,
  { anybody, slug }: TestWorkspace,
  who: TestProvider['next'],
): Promise<{ authorizationUrl: string; ticket: string; response: string }> {
  provider.next = who
  const { data: begun } = await anybody.post('/api/v1/auth/sso/start', { workspace: slug })
  return { ...begun, response: await provider.visit(begun.authorizationUrl) }
}

/** A member with a password, who joined by invitation. */
export async function joinByInvitation(
  { app, made, anybody, slug }: TestWorkspace,
  name: string,
  password = 'three quiet herons',
): Promise<{ email: string; userId: string; accessToken: string }> {
  const email = `${name}-${slug}@example.com`
  await made('/api/v1/admin/invitations', { email, roles: ['pilot'] })
  const token = await mailedToken(app, email, 'invitation')
  const { data, text } = await anybody.post('/api/v1/invitations/accept', { token, password })
  if (!data?.accessToken) throw new Error(`the invitation was answered ${text}`)
  return { email, userId: data.user.id, accessToken: data.accessToken }
}
