import { sql } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { conflict } from '../kernel/problem.ts'
import { Type } from '../kernel/schema.ts'
import { endCredentials } from './credentials/end-credentials.ts'
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
        kind: Type.String({
          description: '`api_keys`, `webhook_endpoints`, `notification_channels`, `board_links`, …',
        }),
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
    'Ends the membership, the member’s sessions in this workspace, the API keys that they made, and the invitations that they sent. Everything else that they created continues to work, because it belongs to the workspace: `GET …/removal` lists it.',
  access: 'session',
  roles: [],
  on: Member,
  move: memberStates.remove,
  audits: 'member.removed',
  query: Type.Object({
    revoke_keys: Type.Optional(
      Type.Boolean({
        description: 'Whether the API keys that they made are revoked; `true` by default.',
      }),
    ),
  }),
  async handle({ tx, record, query, principal, services, request, now, emit, move }) {
    if (record.roles.includes('account_owner')) throw ownerStays()
    if (record.userId === principal.userId) throw conflict('You cannot remove yourself. Ask another admin')
    await move.make()
    const left = await listLeftBehind(tx, services, record.userId)
    const keepKeys = query.revoke_keys === false
    const by = principal.userId
    const ended = await endCredentials(tx, 'member_removed', record, { by, keepKeys, request, now, emit })
    emit({
      type: 'member.removed',
      subject: { type: 'member', id: record.id, label: record.email },
      changes: [
        ...memberStates.changes(record, { status: 'removed' }),
        { field: 'sessions', before: ended.session ?? 0, after: 0 },
        ...left
          .filter(({ records }) => records.length > 0)
          .map(({ kind, records }) => {
            const before = records.map(({ id, label }) => `${label} (${id})`)
            return { field: kind, before, after: kind === 'api_keys' && !keepKeys ? [] : before }
          }),
      ],
    })
  },
})
