import { sql, type Tx } from '../../database/database.ts'
import { changesBetween } from '../../events/record.ts'
import { operation } from '../../kernel/operation.ts'
import { problem } from '../../kernel/problem.ts'
import { instant, integer, nullable, Type } from '../../kernel/schema.ts'

const defaultGraceDays = 7

const yourselfFirst = problem('mfa_yourself_first', 409, {
  meaning: 'Without days of grace you would lock yourself out: you have no second factor yet',
  fix: 'Turn two-factor authentication on under Account → Security first, or give some days of grace.',
})

const Requirement = Type.Object({
  required: Type.Boolean(),
  grace_days: nullable(Type.Integer()),
  required_from: nullable(
    instant('From then on, members without a second factor reach their own account alone.'),
  ),
  members: Type.Integer(),
  members_without_mfa: Type.Integer(),
})

async function read(tx: Tx, workspaceUuid: string) {
  const row = await tx.one(sql<'mfaRequirement'>`
    select w.mfa_required_from as from, w.mfa_grace_days as grace_days,
           count(m.id) as members, count(m.id) filter (where not u.mfa_enabled) as without
      from workspaces w
      left join members m on m.workspace_id = w.workspace_id and m.status = 'active'
      left join users u on u.id = m.user_id
     where w.workspace_id = ${workspaceUuid}
     group by w.workspace_id`)
  return {
    required: row.from !== null,
    grace_days: row.grace_days,
    required_from: row.from?.toISOString() ?? null,
    members: row.members,
    members_without_mfa: row.without,
  }
}

export const getMfaRequirement = operation({
  id: 'getMfaRequirement',
  method: 'GET',
  path: '/api/settings/mfa',
  summary: 'Get the two-factor requirement',
  description: 'Whether and from when every member needs a second factor, and which members have none yet.',
  access: 'session',
  roles: ['auditor'],
  response: Requirement,
  handle: ({ tx, principal }) => read(tx, principal.workspace.uuid),
})

export const setMfaRequirement = operation({
  id: 'setMfaRequirement',
  method: 'PUT',
  path: '/api/settings/mfa',
  summary: 'Update the two-factor requirement',
  description:
    'Sets whether every member needs a second factor. After the grace period, members without one can only use the operations of their own account. If you send the same `grace_days` again, the period does not restart.',
  access: 'session',
  roles: [],
  stepUp: true,
  audits: 'workspace.mfa_requirement_changed',
  body: Type.Object({
    required: Type.Boolean(),
    grace_days: Type.Optional(integer(0, 90, `${defaultGraceDays} by default.`)),
  }),
  response: Requirement,
  async handle({ tx, body, principal, now, emit }) {
    const { workspace } = principal
    await tx.run(sql`select from workspaces where workspace_id = ${workspace.uuid} for no key update`)
    const before = await read(tx, workspace.uuid)
    const graceDays = body.grace_days ?? before.grace_days ?? defaultGraceDays
    if (body.required && graceDays === 0 && !principal.mfaEnabled) throw yourselfFirst()
    const isSame = body.required ? before.grace_days === graceDays && before.required : !before.required
    if (!isSame) {
      const from = body.required ? new Date(now.getTime() + graceDays * 86_400_000) : null
      await tx.run(sql`
        update workspaces
           set mfa_required_from = ${from}, mfa_grace_days = ${body.required ? graceDays : null}
         where workspace_id = ${workspace.uuid}`)
    }
    const after = await read(tx, workspace.uuid)
    emit({
      type: 'workspace.mfa_requirement_changed',
      subject: { type: 'workspace', id: workspace.id, label: workspace.name },
      changes: changesBetween(before, after),
    })
    return after
  },
})
