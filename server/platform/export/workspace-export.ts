import { sql } from '../database/database.ts'
import { eventContext, recordEvent } from '../events/record.ts'
import { newId } from '../kernel/id.ts'
import { list } from '../kernel/list.ts'
import { operation } from '../kernel/operation.ts'
import { conflict, notFound } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, integer, nullable, oneOf, Type } from '../kernel/schema.ts'
import { stateMachine } from '../kernel/state-machine.ts'

/** So long an archive stays. */
export const keptDays = 7

export const WorkspaceExport = resource({
  name: 'workspace_export',
  prefix: 'exp',
  title: { one: 'export of the workspace', many: 'exports of the workspace' },
  page: '/settings/export',
  table: 'workspace_exports',
  label: 'id',
  schema: Type.Object({
    id: id('exp'),
    status: oneOf(['running', 'completed', 'failed']),
    progress: integer(0, 100, 'Percent.'),
    sizeBytes: nullable(integer(0, Number.MAX_SAFE_INTEGER)),
    error: nullable(Type.String()),
    createdAt: instant(),
    finishedAt: nullable(instant()),
  }),
})

export const exportStates = stateMachine({
  of: WorkspaceExport,
  moves: {
    complete: { from: ['running'], to: 'completed', isAutomatic: true },
    fail: { from: ['running'], to: 'failed', isAutomatic: true },
  },
  refusal: conflict,
})

const onlyAdmins = { access: 'session', roles: [] } as const
const path = '/api/v1/workspace/exports'

export const listWorkspaceExports = operation({
  ...onlyAdmins,
  id: 'listWorkspaceExports',
  method: 'GET',
  path,
  summary: 'List the exports of the workspace',
  description: `The exports of the last ${keptDays} days, newest first.`,
  list: list({
    of: WorkspaceExport,
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    defaultSort: '-createdAt',
    volatile: true,
  }),
  response: WorkspaceExport.schema,
})

export const createWorkspaceExport = operation({
  ...onlyAdmins,
  id: 'createWorkspaceExport',
  method: 'POST',
  path,
  summary: 'Create an export of the workspace',
  description:
    'Writes all records and files of the workspace into one archive, in the background and from a single moment of the database. Passwords, key hashes and secrets are not in it. Another installation of Apron imports it.',
  stepUp: true,
  audits: 'workspace_export.created',
  response: WorkspaceExport.schema,
  status: 202,
  refusals: {
    workspace_exports_running: () => conflict('An export is being made just now. Wait until it has finished'),
  },
  async handle({ tx, principal, services, emit }) {
    const exportId = newId('exp')
    await tx.run(sql`
      insert into workspace_exports (workspace_id, id, created_by)
      values (${principal.workspace.uuid}, ${exportId}, ${principal.userId})`)
    emit({
      type: 'workspace_export.created',
      subject: { type: WorkspaceExport.name, id: exportId, label: principal.workspace.name },
    })
    tx.afterCommit(() => services.wake('workspace_exports'))
    return WorkspaceExport.get(tx, exportId)
  },
})

export const getWorkspaceExport = operation({
  ...onlyAdmins,
  id: 'getWorkspaceExport',
  method: 'GET',
  path: `${path}/:id`,
  summary: 'Get an export of the workspace',
  description: 'Its state, and how far it is.',
  on: WorkspaceExport,
  response: WorkspaceExport.schema,
})

export const downloadWorkspaceExport = operation({
  ...onlyAdmins,
  id: 'downloadWorkspaceExport',
  method: 'GET',
  path: `${path}/:id/file`,
  summary: 'Download an export of the workspace',
  description: `The archive, a gzipped tar. It is kept for ${keptDays} days.`,
  stepUp: true,
  on: WorkspaceExport,
  response: Type.String(),
  answers: 'file',
  fileTypes: ['application/gzip'],
  async handle({ tx, record, principal, request, now, services }) {
    if (record.status !== 'completed')
      throw notFound('The archive is not there: the export has not completed')
    // It holds everything there is: who took it away is known, though nothing was changed.
    await recordEvent(
      tx,
      {
        type: 'workspace_export.downloaded',
        subject: { type: WorkspaceExport.name, id: record.id, label: principal.workspace.name },
      },
      eventContext(principal, request, now),
    )
    return {
      filename: `${principal.workspace.slug}-${record.createdAt.slice(0, 10)}.apron.tar.gz`,
      contentType: 'application/gzip',
      body: services.files.read(principal.workspace.uuid, record.id),
    }
  },
})
