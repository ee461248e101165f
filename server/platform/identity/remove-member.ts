import { sql } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { conflict } from '../kernel/problem.ts'
import { Type } from '../kernel/schema.ts'
import { listLeftBehind } from './left-behind.ts'
import { Member, memberStates, ownerStays } from './member.ts'

export const getMemberRemoval = operation({
  id: 'getMemberRemoval',
  method: 'GET',
  path: '/api/v1/admin/members/:id/removal',
  summary: 'Preview the removal of a member',
  description: 'Lists what the removal ends, and what the member created that continues to work.',
  access: 'session',
  roles: [],
  on: Member,
  response: Type.Object({
    sessions: Type.Integer({ description: 'Their sessions in this workspace, which end at once.' }),
    leftBehind: Type.Array(
      Type.Object({
        kind: Type.String({ description: '`api_keys`, `webhook_endpoints`, `notification_channels`, …' }),
        title: Type.String(),
        records: Type.Array(
          Type.Object({
            id: Type.String(),
            label: Type.String(),
            detail: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
          }),
        ),
      }),
    ),
  }),
  async handle({ tx, record, services }) {
    const { count } = await tx.one(sql<'openSessionCount'>`
      select count(*) as count from sessions where user_id = ${record.userId} and ended_at is null`)
    return { sessions: count, leftBehind: await listLeftBehind(tx, services, record.userId) }
  },
})

export const removeMember = operation({
  id: 'removeMember',
  method: 'DELETE',
  path: '/api/v1/admin/members/:id',
  summary: 'Remove a member',
  description:
    'Ends the membership and the member’s sessions in this workspace. What they created continues to work, because it belongs to the workspace: `GET …/removal` lists it. With `revoke_keys`, their API keys are revoked too.',
  access: 'session',
  roles: [],
  on: Member,
  move: memberStates.remove,
  audits: 'member.removed',
  query: Type.Object({
    revoke_keys: Type.Optional(
      Type.Boolean({ description: 'Revokes every API key that they made; for good.' }),
    ),
  }),
  async handle({ tx, record, query, principal, services, emit, move }) {
    if (record.roles.includes('account_owner')) throw ownerStays()
    if (record.userId === principal.userId) throw conflict('You cannot remove yourself. Ask another admin')
    await move.make()
    const sessions = await tx.run(
      sql`update sessions set ended_at = now() where user_id = ${record.userId} and ended_at is null`,
    )
    const left = await listLeftBehind(tx, services, record.userId)
    const revoked = query.revoke_keys
      ? await tx.rows(sql<'revokedKeys'>`
        update api_keys set revoked_at = now(), revoked_by = ${principal.userId}
         where created_by = ${record.userId} and revoked_at is null returning id, name`)
      : []
    emit({
      type: 'member.removed',
      subject: { type: 'member', id: record.id, label: record.email },
      changes: [
        ...memberStates.changes(record, { status: 'removed' }),
        { field: 'sessions', before: sessions, after: 0 },
        ...left
          .filter((one) => one.records.length > 0)
          .map(({ kind, records }) => ({
            field: kind,
            before: records.map(({ id, label }) => `${label} (${id})`),
            after: records
              .filter(({ id }) => !revoked.some((key) => key.id === id))
              .map(({ id, label }) => `${label} (${id})`),
          })),
      ],
    })
    for (const key of revoked)
      emit({ type: 'api_key.revoked', subject: { type: 'api_key', id: key.id, label: key.name } })
  },
})
