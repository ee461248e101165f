import { bindWorkspace } from '#platform/database/bind-workspace.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { changesBetween } from '#platform/events/record.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { recordKind } from '#platform/kernel/record-kind.ts'
import { Type, text } from '#platform/kernel/schema.ts'
import { safetyManagers } from './visibility.ts'

export const slug = text(1, 100, 'The slug of the workspace, as in the address of its form.')
// Nothing about the caller is stored or logged. The rate limit counts in memory only.
export const anonymousOperation = {
  access: 'public',
  system: true,
  limit: 'anonymous',
  anonymous: true,
  stability: 'beta',
} as const

const reportFormKind = recordKind({
  name: 'report_form',
  prefix: null,
  title: { one: 'public report form', many: 'public report forms' },
  page: '/safety/reports/form',
})

/** The workspace whose form is open at this address. */
export function workspaceWithForm(tx: Tx, workspaceSlug: string) {
  return tx.first(sql<'reportingWorkspace'>`
    select w.workspace_id as uuid, w.id, w.name, w.timezone
      from workspaces w
      left join safety_report_forms f on f.workspace_id = w.workspace_id
     where w.slug = ${workspaceSlug} and 'safety' = any (w.modules) and coalesce(f.is_open, true)`)
}

/** The same. A closed form, and a workspace without the module, look exactly like one that does not exist. */
export async function requireForm(tx: Tx, workspaceSlug: string) {
  const workspace = await workspaceWithForm(tx, workspaceSlug)
  if (!workspace) throw notFound('There is no form for safety reports at this address')
  await bindWorkspace(tx, workspace.uuid)
  return workspace
}

export const getReportForm = operation({
  ...anonymousOperation,
  id: 'getReportForm',
  method: 'GET',
  path: '/api/v1/sms/public/forms/:slug',
  summary: 'Get the anonymous report form',
  description: 'The name and time zone of the workspace whose form this is.',
  // Opening the form must not use up what sending it needs.
  limit: 'default',
  params: Type.Object({ slug }),
  response: Type.Object({ workspaceName: Type.String(), timezone: Type.String() }),
  async handle({ tx, params }) {
    const { name, timezone } = await requireForm(tx, params.slug)
    return { workspaceName: name, timezone }
  },
})

const Settings = Type.Object({
  isOpen: Type.Boolean({ description: 'Whether people can report without an account.' }),
})

async function readSettings(tx: Tx): Promise<{ isOpen: boolean }> {
  const stored = await tx.first(
    sql<'reportFormSettings'>`select is_open as "isOpen" from safety_report_forms`,
  )
  return { isOpen: stored?.isOpen ?? true }
}

export const getReportFormSettings = operation({
  id: 'getReportFormSettings',
  method: 'GET',
  path: '/api/v1/sms/report-form',
  summary: 'Get the settings of the public report form',
  description: 'Whether the form that needs no account is open.',
  scope: 'safety:read',
  roles: 'staff',
  stability: 'beta',
  response: Settings,
  handle: ({ tx }) => readSettings(tx),
})

export const updateReportFormSettings = operation({
  id: 'updateReportFormSettings',
  method: 'PUT',
  path: '/api/v1/sms/report-form',
  summary: 'Update the settings of the public report form',
  description:
    'Opens or closes the form that needs no account. While it is closed, its address looks as if there were no form. Tracking codes still work, and members can still report anonymously.',
  scope: 'safety:write',
  roles: safetyManagers,
  audits: 'report_form.updated',
  stability: 'beta',
  body: Settings,
  response: Settings,
  async handle({ tx, body, principal, emit }) {
    const { uuid, id } = principal.workspace
    const before = await readSettings(tx)
    await tx.run(sql`
      insert into safety_report_forms (workspace_id, is_open) values (${uuid}, ${body.isOpen})
      on conflict (workspace_id) do update set is_open = excluded.is_open, updated_at = now()`)
    emit({
      type: 'report_form.updated',
      subject: { type: reportFormKind.name, id },
      changes: changesBetween({ ...before }, { ...body }),
    })
    return { isOpen: body.isOpen }
  },
})
