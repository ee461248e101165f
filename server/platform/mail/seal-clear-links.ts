import { sql } from '../database/database.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import { linkPlace } from './mail.ts'

const link = /https?:\/\/\S+\/app\/(?:reset-password|invitation|verify-email)\/\S+/
const mailsAtOnce = 100

/** Seals the links of mails that an older version put into the outbox in clear. */
export const sealClearLinks: PeriodicWork = {
  name: 'mail.clear_links',
  everyMs: 24 * 60 * 60_000,
  async run({ database, secrets }, signal) {
    for (let count = mailsAtOnce; count === mailsAtOnce && !signal?.aborted; )
      count = await database.system(async (tx) => {
        const mails = await tx.rows(sql<'mailsWithClearLinks'>`
          select id, body from mails
           where sealed_link is null and status in ('queued', 'held')
             and body ~ 'https?://\\S+/app/(reset-password|invitation|verify-email)/\\S+'
           order by id limit ${mailsAtOnce} for update`)
        for (const { id, body } of mails) {
          const [url = ''] = link.exec(body) ?? []
          const place = linkPlace(id)
          await tx.run(sql`
            update mails
               set body = ${body.split(url).join(place)}, sealed_link = ${secrets.seal(url, place)}
             where id = ${id}`)
        }
        return mails.length
      })
  },
}
