import { db, sql, type Tx } from '../../database/database.ts'
import { changesBetween } from '../../events/record.ts'
import { operation } from '../../kernel/operation.ts'
import { id, instant, nullable, Type, text } from '../../kernel/schema.ts'
import { checkTimezone } from '../../kernel/timezone.ts'
import { userKind } from '../../kernel/user-kind.ts'
import { locale, localeOf } from './locale.ts'

const own = {
  id: id('usr'),
  email: Type.String(),
  display_name: Type.String(),
  timezone: Type.String({ description: 'An IANA zone.' }),
  locale: Type.String({ description: 'A language tag of BCP 47, such as `en-US`.' }),
}
const Profile = Type.Object({
  ...own,
  avatar_url: nullable(Type.String({ description: 'Below the base URL; a new one for each picture.' })),
  organization_id: id('org'),
  roles: Type.Array(Type.String()),
  email_verified: Type.Boolean({ description: 'Whether a mail to the address was answered.' }),
  pending_email: nullable(Type.String({ description: 'A new address that waits for its confirmation.' })),
  updated_at: instant(),
})
const ChangedProfile = Type.Object({ ...own, updated_at: instant() })

function readProfile(tx: Tx, userId: string) {
  return tx.one(sql<'profile'>`
    select u.id, u.email, u.display_name, u.timezone, u.locale,
           u.email_verified_at is not null as email_verified,
           to_char(u.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as updated_at,
           '/api/user/avatars/' || a.id as avatar_url,
           (select t.email
              from account_tokens t
             where t.user_id = u.id
               and t.purpose = 'email'
               and t.used_at is null
               and t.expires_at > now()
               and lower(t.email) <> lower(u.email)
             order by t.created_at desc limit 1) as pending_email
      from users u
      left join user_avatars a on a.user_id = u.id
     where u.id = ${userId}`)
}

export const getProfile = operation({
  id: 'getProfile',
  method: 'GET',
  path: '/api/user/profile',
  summary: 'Get your profile',
  description: 'Returns your name, email address, time zone and locale.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  response: Profile,
  async handle({ tx, principal }) {
    return {
      ...(await readProfile(tx, principal.userId)),
      organization_id: principal.workspace.id,
      roles: [...principal.roles],
    }
  },
})

export const updateProfile = operation({
  id: 'updateProfile',
  method: 'PUT',
  path: '/api/user/profile',
  summary: 'Update your profile',
  description:
    'Changes your name, time zone or locale. A field that you leave out keeps its value. The email address is changed with `POST /api/user/email`.',
  access: 'session',
  roles: 'members',
  system: true,
  withoutMfa: true,
  ownFactor: true,
  audits: 'profile.updated',
  body: Type.Object({
    display_name: Type.Optional(text(1, 200)),
    timezone: Type.Optional(text(1, 64)),
    locale: Type.Optional(locale),
  }),
  response: ChangedProfile,
  async handle({ tx, body, principal, emit }) {
    const wanted = {
      ...(body.display_name === undefined ? {} : { display_name: body.display_name.trim() }),
      ...(body.timezone === undefined ? {} : { timezone: zoneOf(body.timezone) }),
      ...(body.locale === undefined ? {} : { locale: localeOf(body.locale) }),
    }
    const before = await readProfile(tx, principal.userId)
    if (Object.keys(wanted).length > 0)
      await tx.run(db.updateTable('users').set(wanted).where('id', '=', principal.userId))
    const after = await readProfile(tx, principal.userId)
    emit({
      type: 'profile.updated',
      subject: { type: userKind.name, id: after.id, label: after.email },
      changes: changesBetween({ ...before }, { ...after }),
    })
    const { id: userId, email, display_name, timezone, updated_at } = after
    return { id: userId, email, display_name, timezone, locale: after.locale, updated_at }
  },
})

function zoneOf(given: string): string {
  checkTimezone(given)
  // `america/denver` is Denver all the same, and is kept in the spelling that the database of zones has.
  return (
    Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === given.toLowerCase()) ?? given
  )
}
