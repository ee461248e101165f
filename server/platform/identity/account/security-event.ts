import { sql, type Tx } from '../../database/database.ts'
import type { PeriodicWork } from '../../jobs/periodic.ts'
import type { RequestInfo } from '../../kernel/context.ts'
import { newId } from '../../kernel/id.ts'
import { operation } from '../../kernel/operation.ts'
import { id, instant, nullable, oneOf, Type } from '../../kernel/schema.ts'
import type { SecurityEvent } from '../credentials/table.ts'
import { deviceOf } from './device.ts'

const keptDays = 90
const mostShown = 200

/** Where a proof came from, as far as it is known. */
export type Origin = Pick<RequestInfo, 'address' | 'userAgent'> | null

/** Writes an entry into the security log of an account. In a transaction of the system. */
export async function noteSecurityEvent(
  tx: Tx,
  userId: string,
  type: SecurityEvent | 'sign_in_failed' | 'confirmation_failed',
  origin: Origin,
): Promise<void> {
  await tx.run(sql`
    insert into account_security_events (id, user_id, type, address, user_agent)
    values (${newId('sev')}, ${userId}, ${type}, ${origin?.address ?? null},
        ${origin?.userAgent.slice(0, 300) ?? null})`)
}

const type = oneOf([
  'sign_in_failed',
  'confirmation_failed',
  'address_proved',
  'password_changed',
  'password_reset',
  'factor_added',
  'factor_removed',
  'factors_reset',
  'address_changed',
  'address_restored',
])

export const listSecurityEvents = operation({
  id: 'listSecurityEvents',
  method: 'GET',
  path: '/api/user/security-events',
  summary: 'List the security events of your account',
  description: `Failed sign-ins, codes and passkeys, and every change of what opens your account, newest first: at most ${mostShown}, of the last ${keptDays} days.`,
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  ownFactor: true,
  response: Type.Array(
    Type.Object({
      id: id('sev'),
      type,
      device: Type.String({ description: 'Made of the user agent: `Firefox on Windows`.' }),
      address: nullable(Type.String()),
      created_at: instant(),
    }),
  ),
  async handle({ tx, principal }) {
    const rows = await tx.rows(sql<'securityEvents', { type: 'sign_in_failed' }>`
      select id, type, address, user_agent, created_at from account_security_events
       where user_id = ${principal.userId} order by created_at desc, id desc limit ${mostShown}`)
    return rows.map(({ user_agent: userAgent, created_at: at, ...row }) => ({
      ...row,
      device: deviceOf(userAgent),
      created_at: at.toISOString(),
    }))
  },
})

export const purgeSecurityEvents: PeriodicWork = {
  name: 'identity.security_events',
  everyMs: 60 * 60_000,
  run: ({ database }) =>
    database.system(async (tx) => {
      await tx.run(sql`
        delete from account_security_events where created_at < now() - make_interval(days => ${keptDays})`)
    }),
}
