import type { TestWorkspace } from './workspace.ts'

let own: Promise<TestWorkspace> | null = null

/**
 * The workspace of the owner of another installation, for operations that concern all of an installation or that need
 * its mail server. Nobody answers at that server, so the outbox keeps the links.
 */
export function ownInstallation(): Promise<TestWorkspace> {
  own ??= start()
  return own
}

async function start(): Promise<TestWorkspace> {
  // Fixtures use this file, and these two load the fixtures.
  const [{ startTestApp }, { workspace }] = await Promise.all([import('./app.ts'), import('./workspace.ts')])
  return workspace(undefined, await startTestApp({ SMTP_URL: 'smtp://127.0.0.1:9', LOG_LEVEL: 'fatal' }))
}
