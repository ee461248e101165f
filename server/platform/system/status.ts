import { statfs } from 'node:fs/promises'
import { sql } from '../database/database.ts'
import { migrationFiles } from '../database/migrate.ts'
import { operation } from '../kernel/operation.ts'
import { id, instant, integer, nullable, Type } from '../kernel/schema.ts'
import { untrustedProxyWarning } from '../net/untrusted-proxy.ts'
import { goneSeconds, nodeWarnings } from './node.ts'

const startedAt = new Date()
// The server refuses to start where they have not all run.
const newestMigration = () => migrationFiles().at(-1)?.name ?? ''

const Queue = Type.Object({
  name: Type.String(),
  waiting: Type.Integer({ description: 'How many jobs wait.' }),
  late_seconds: Type.Integer({ description: 'For how long the one that waits longest has been due.' }),
  failed: Type.Integer({ description: 'Given up for good.' }),
})

const Node = Type.Object({
  id: id('nod'),
  name: Type.String({ description: 'The name of its machine.' }),
  version: Type.String(),
  started_at: instant(),
  seen_at: instant(),
  clock_offset_ms: Type.Integer({ description: 'How far its clock is ahead of that of the database.' }),
})

export const getSystemStatus = operation({
  id: 'getSystemStatus',
  method: 'GET',
  path: '/api/system/status',
  summary: 'Get system status',
  description: 'The version, database, background work and storage of the installation.',
  access: 'session',
  roles: 'installation_owner',
  system: true,
  response: Type.Object({
    version: Type.String(),
    node_version: Type.String(),
    started_at: instant('Of the node that answers.'),
    uptime_seconds: Type.Integer(),
    maintenance_message: nullable(Type.String()),
    outgoing_held_since: nullable(
      instant('Since a backup was restored here, no webhook and no email is sent. null: they are sent.'),
    ),
    warnings: Type.Array(Type.String(), {
      description: 'What the operator should look at, noticed by the node that answers since it started.',
    }),
    database: Type.Object({
      version: Type.String(),
      size_bytes: Type.Integer(),
      connections: Type.Integer(),
      newest_migration: Type.String(),
    }),
    file_store: Type.Object({
      is_writable: Type.Boolean(),
      files: Type.Integer(),
      size_bytes: Type.Integer(),
    }),
    disk: Type.Object({
      free_bytes: integer(0, Number.MAX_SAFE_INTEGER),
      total_bytes: integer(0, Number.MAX_SAFE_INTEGER),
    }),
    nodes: Type.Array(Node, { description: 'The running servers, the oldest first.' }),
    queues: Type.Array(Queue),
    periodic_work: Type.Array(
      Type.Object({
        name: Type.String(),
        began_at: instant(),
        ended_at: nullable(instant()),
        error: nullable(Type.String()),
      }),
    ),
  }),
  async handle({ tx, services, principal, now }) {
    const database = await tx.one(sql<'databaseStatus', { version: string; newest_migration: string }>`
      select current_setting('server_version') as version, pg_database_size(current_database()) as size_bytes,
             (select count(*) from pg_stat_activity where datname = current_database()) as connections,
             ${newestMigration()}::text as newest_migration`)
    const { held } = await tx.one(sql<'heldOutgoing'>`select outgoing_held_since as held from installation`)
    const queues = await tx.rows(sql<'queueStatus'>`
      select name, waiting,
             coalesce(greatest(0, extract(epoch from now() - due)), 0)::integer as late_seconds, failed
        from (
          select 'webhook_deliveries' as name,
                 count(*) filter (where status in ('pending', 'retrying')) as waiting,
                 min(due_at) filter (where status in ('pending', 'retrying')) as due,
                 count(*) filter (where status = 'dead') as failed
            from webhook_deliveries
          union all
          select 'mails', count(*) filter (where status = 'queued'),
                 min(next_attempt_at) filter (where status = 'queued'),
                 count(*) filter (where status = 'failed')
            from mails
          union all
          select 'imports', count(*) filter (where status in ('analyzing', 'running')),
                 min(coalesce(started_at, created_at)) filter (where status in ('analyzing', 'running')),
                 count(*) filter (where status = 'failed')
            from imports
        ) q`)
    const periodic = await tx.rows(
      sql<'periodicStatus'>`select name, began_at, ended_at, error from periodic_work order by name`,
    )
    const nodes = await tx.rows(sql<'nodeStatus'>`
      select id, name, version, started_at, seen_at, clock_offset_ms from nodes
       where seen_at > now() - make_interval(secs => ${goneSeconds}) order by started_at, id`)
    const files = await tx.one(sql<'fileStatus'>`
      select count(*) as files, coalesce(sum(size_bytes), 0) as size_bytes
        from (select size_bytes from files union all select size_bytes from imports) f`)
    const disk = await statfs(services.config.dataDir)
    return {
      version: services.version,
      node_version: process.versions.node,
      started_at: startedAt.toISOString(),
      uptime_seconds: Math.round((now.getTime() - startedAt.getTime()) / 1000),
      maintenance_message: principal.maintenance,
      outgoing_held_since: held?.toISOString() ?? null,
      warnings: [untrustedProxyWarning(services.config), ...nodeWarnings(nodes)].filter(
        (warning) => warning !== null,
      ),
      nodes: nodes.map((node) => ({
        ...node,
        started_at: node.started_at.toISOString(),
        seen_at: node.seen_at.toISOString(),
      })),
      database,
      file_store: {
        is_writable: await services.files.check().then(
          () => true,
          () => false,
        ),
        files: files.files,
        size_bytes: files.size_bytes,
      },
      disk: { free_bytes: disk.bavail * disk.bsize, total_bytes: disk.blocks * disk.bsize },
      queues,
      periodic_work: periodic.map((one) => ({
        ...one,
        began_at: one.began_at.toISOString(),
        ended_at: one.ended_at?.toISOString() ?? null,
      })),
    }
  },
})
