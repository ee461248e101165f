import { cpaFiles } from '#modules/safety/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { newIdAt } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { nextCode } from '#platform/series/next-code.ts'
import { cpas, type DemoCpa, type DemoInvestigation, investigations, states } from './safety-work.ts'

const manager = 'Priya Sundarlal'
const dayMs = 86_400_000

interface Context {
  tx: Tx
  services: Services
  workspace: { uuid: string; timezone: string }
  now: Date
}
type Member = { memberId: string; userId: string }

/** What came of the reports: investigations, and actions that are closed, late, and waiting for a verifier. */
export async function writeSafetyWork(
  tx: Tx,
  services: Services,
  workspace: { uuid: string; timezone: string },
  now: Date,
): Promise<void> {
  const context = { tx, services, workspace, now }
  const members = await tx.rows(sql<'demoMembers'>`
    select u.display_name as name, m.id as "memberId", m.user_id as "userId"
      from members m join users u on u.id = m.user_id where m.workspace_id = ${workspace.uuid}`)
  const memberOf = (name: string): Member => {
    const found = members.find((member) => member.name === name)
    if (!found) throw new Error(`${name} is no member`)
    return found
  }
  const investigationIds = new Map<string, { id: string; reportId: string }>()
  for (const one of investigations)
    investigationIds.set(one.title, await writeInvestigation(context, one, memberOf))
  for (const one of cpas) {
    const investigation = investigationIds.get(one.investigation)
    if (!investigation) throw new Error(`${one.investigation} is no investigation`)
    await writeCpa(context, one, investigation, memberOf)
  }
}

const ago = (now: Date, days: number) => new Date(now.getTime() - days * dayMs)
// Ids of one millisecond have no order among themselves.
const inOrder = (at: Date, index: number) => new Date(at.getTime() + index)
const dateAgo = (now: Date, days: number) => ago(now, days).toISOString().slice(0, 10)

async function writeInvestigation(
  { tx, workspace, now }: Context,
  one: DemoInvestigation,
  memberOf: (name: string) => Member,
): Promise<{ id: string; reportId: string }> {
  const { uuid, timezone } = workspace
  const openedAt = ago(now, one.openedDaysAgo)
  const completedAt = one.completedDaysAgo === undefined ? null : ago(now, one.completedDaysAgo)
  const id = newIdAt('siv', openedAt)
  const code = await nextCode(tx, { workspaceUuid: uuid, prefix: 'SI', at: openedAt, timezone })
  const { id: reportId } = await tx.one(
    sql<'demoReport'>`select id from safety_reports where workspace_id = ${uuid} and title = ${one.report}`,
  )
  await tx.run(sql`
    update safety_reports set status = 'investigating'
     where workspace_id = ${uuid} and id = ${reportId} and status <> 'closed'`)
  await tx.run(sql`
    insert into safety_investigations (workspace_id, id, code, title, status, report_id, lead_member_id,
        narrative, method, method_data, preliminary_due_on, preliminary_report, preliminary_at, completed_at,
        created_by_name, created_at)
    values (${uuid}, ${id}, ${code}, ${one.title}, ${one.status}, ${reportId}, ${memberOf(one.lead).memberId},
        ${one.narrative ?? null}, ${one.whys.length > 0 ? 'five_whys' : null},
        ${JSON.stringify(one.whys.map((text, index) => ({ heading: `Why ${index + 1}`, text })))},
        ${dateAgo(now, one.openedDaysAgo - 30)}, ${one.preliminary ?? null},
        ${one.preliminary ? ago(now, one.openedDaysAgo - 5) : null}, ${completedAt}, ${manager}, ${openedAt})`)
  for (const [index, [kind, title, text]] of one.entries.entries())
    await tx.run(sql`
      insert into safety_investigation_entries (workspace_id, id, investigation_id, kind, title, text, at,
          created_by_name, created_at)
      values (${uuid}, ${newIdAt('sie', inOrder(openedAt, index))}, ${id}, ${kind}, ${title}, ${text},
          ${openedAt}, ${one.lead}, ${openedAt})`)
  for (const [index, [kind, statement]] of one.findings.entries())
    await tx.run(sql`
      insert into safety_findings (workspace_id, id, investigation_id, kind, statement, is_accepted,
          accepted_by_name, created_at)
      values (${uuid}, ${newIdAt('sfd', inOrder(openedAt, index))}, ${id}, ${kind}, ${statement},
          ${completedAt !== null}, ${completedAt ? manager : null}, ${openedAt})`)
  await writeMoves({ tx, workspace }, id, states.investigation, one.status, openedAt, completedAt ?? now, {
    ...memberOf(one.lead),
    name: one.lead,
  })
  return { id, reportId }
}

async function writeCpa(
  { tx, services, workspace, now }: Context,
  one: DemoCpa,
  investigation: { id: string; reportId: string },
  memberOf: (name: string) => Member,
): Promise<void> {
  const { uuid, timezone } = workspace
  const madeAt = ago(now, one.madeDaysAgo)
  const implementedAt = one.implementedDaysAgo === undefined ? null : ago(now, one.implementedDaysAgo)
  const closedAt = one.closedDaysAgo === undefined ? null : ago(now, one.closedDaysAgo)
  const id = newIdAt('cpa', madeAt)
  const code = await nextCode(tx, { workspaceUuid: uuid, prefix: 'CPA', at: madeAt, timezone })
  const owner = memberOf(one.owner)
  const verifier = memberOf(one.verifier)
  await tx.run(sql`
    insert into safety_cpas (workspace_id, id, code, kind, title, priority, status, due_on, owner_member_id,
        verifier_member_id, report_id, investigation_id, implemented_by, implemented_at, closed_by_name,
        closed_at, created_by_name, created_at)
    values (${uuid}, ${id}, ${code}, ${one.kind}, ${one.title}, ${one.priority}, ${one.status},
        ${dateAgo(now, one.dueDaysAgo)}, ${owner.memberId}, ${verifier.memberId}, ${investigation.reportId},
        ${investigation.id}, ${implementedAt ? owner.userId : null}, ${implementedAt},
        ${closedAt ? one.verifier : null}, ${closedAt}, ${manager}, ${madeAt})`)
  if (one.evidence && implementedAt) {
    const [name, text] = one.evidence
    const bytes = Buffer.from(`${text}\n`)
    const file = { bytes, contentType: 'text/plain', extension: 'txt' }
    await cpaFiles.add(tx, services, {
      workspaceUuid: uuid,
      recordId: id,
      file,
      filename: name,
      at: implementedAt,
    })
  }
  const before = one.status === 'closed' ? 'verification' : one.status
  const by = { ...owner, name: one.owner }
  await writeMoves({ tx, workspace }, id, states.cpa, before, madeAt, implementedAt ?? now, by)
  if (closedAt)
    await tx.run(sql`
      insert into safety_moves (workspace_id, id, subject_id, from_status, to_status, reason, actor_id,
          actor_name, at)
      values (${uuid}, ${newIdAt('smv', closedAt)}, ${id}, 'verification', 'closed', ${one.verified ?? null},
          ${verifier.userId}, ${one.verifier}, ${closedAt})`)
}

/** The steps up to where it stands, spread over its time; who judges others' work is the safety manager. */
async function writeMoves(
  { tx, workspace }: Pick<Context, 'tx' | 'workspace'>,
  subjectId: string,
  order: readonly string[],
  status: string,
  from: Date,
  to: Date,
  by: { userId: string; name: string },
): Promise<void> {
  const steps = order.slice(0, order.indexOf(status) + 1)
  for (const [index, step] of steps.entries()) {
    const last = steps[index - 1]
    if (last === undefined) continue
    const at = new Date(from.getTime() + ((to.getTime() - from.getTime()) * index) / steps.length)
    const isManagers = step === 'verification' || step === 'completed'
    await tx.run(sql`
      insert into safety_moves (workspace_id, id, subject_id, from_status, to_status, actor_id, actor_name, at)
      values (${workspace.uuid}, ${newIdAt('smv', at)}, ${subjectId}, ${last}, ${step},
          ${isManagers ? null : by.userId}, ${isManagers ? manager : by.name}, ${at})`)
  }
}
