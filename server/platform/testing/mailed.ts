import type { TestApp } from './app.ts'
import { until } from './until.ts'

/** The token of the newest link of this kind that was mailed to the address, once there are so many of them. */
export async function mailedToken(
  app: TestApp,
  recipient: string,
  page: 'reset-password' | 'verify-email' | 'restore-email' | 'invitation',
  { count = 1 }: { count?: number } = {},
): Promise<string> {
  const read = () =>
    app.sql<{ body: string }>(
      'select body from mails where recipient = $1 and body like $2 order by created_at desc, id desc',
      [recipient, `%/app/${page}/%`],
    )
  const mails = await until(read, (rows) => rows.length >= count)
  return new RegExp(`/app/${page}/([\\w-]+)`).exec(mails[0]?.body ?? '')?.[1] ?? ''
}
