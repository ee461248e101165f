import { withLink } from '../mail/mail.ts'
import type { TestApp } from './app.ts'
import { until } from './until.ts'

type Page =
  | 'reset-password'
  | 'verify-email'
  | 'restore-email'
  | 'invitation'
  | 'sign-up'
  | 'confirm-recipient'

/** The tokens of the links of this kind that were mailed to the address and not sent yet, the newest first. */
export async function mailedTokens(app: TestApp, recipient: string, page: Page): Promise<string[]> {
  const rows = await app.sql<{ id: string; body: string; sealed_link: Buffer }>(
    'select id, body, sealed_link from mails where recipient = $1 and sealed_link is not null order by created_at desc, id desc',
    [recipient],
  )
  return rows.flatMap(({ id, body, sealed_link: sealed }) => {
    const text = withLink(id, body, sealed, app.services.secrets)
    return new RegExp(`/app/${page}/([\\w-]+)`).exec(text)?.[1] ?? []
  })
}

/** The newest of them, once there are so many. */
export async function mailedToken(
  app: TestApp,
  recipient: string,
  page: Page,
  { count = 1 }: { count?: number } = {},
): Promise<string> {
  const read = () => mailedTokens(app, recipient, page)
  const [newest = ''] = await until(read, (tokens) => tokens.length >= count)
  return newest
}
