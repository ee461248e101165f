import { sql } from '../../database/database.ts'
import type { PeriodicWork } from '../../jobs/periodic.ts'

export const purgeMfa: PeriodicWork = {
  name: 'mfa.purge',
  everyMs: 3_600_000,
  // An expired token cannot be used. It is kept an hour longer so that the refusal can say that it expired.
  run: ({ database }) =>
    database.system(async (tx) => {
      await tx.run(sql`delete from used_tokens where expires_at < now() - interval '1 hour'`)
      await tx.run(sql`delete from mfa_enrollments where expires_at < now() - interval '1 day'`)
      await tx.run(sql`
            delete from sign_in_guards
             where began_at < now() - interval '1 day' and (locked_until is null or locked_until < now())`)
    }),
}
