import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { DatabaseError } from './database-error.ts'
import { connectOwner } from './owner-connection.ts'

const directory = join(import.meta.dirname, '../../../migrations')

/**
 * Brings the database to the newest schema: each file of `migrations/` once, in order, in one
 * transaction each, under a lock that makes several nodes take turns.
 * @param only stops where a backup was made: those of its migrations, and no later ones.
 * @param onNewer called with the migrations that a newer version of Apron ran here.
 * @returns the names of the migrations that ran now.
 */
export async function migrate(
  url: string,
  only?: ReadonlySet<string>,
  onNewer: (names: string[]) => void = () => {},
): Promise<string[]> {
  const client = await connectOwner(url, 'apron migrate')
  try {
    // A user who is called like our schema would otherwise make its tables there.
    await client.query('set search_path = public')
    await client.query("select pg_advisory_lock(hashtext('apron migrate'))")
    await ensureRoles(client)
    await client.query(
      `create table if not exists schema_migrations (
         name text primary key, sha256 text not null, ran_at timestamptz not null default now())`,
    )
    const done = new Map(
      (
        await client.query<{ name: string; sha256: string }>('select name, sha256 from schema_migrations')
      ).rows.map((row) => [row.name, row.sha256]),
    )
    const files = migrationFiles()
    const newer = [...done.keys()].filter((name) => !files.some((file) => file.name === name))
    if (newer.length > 0) onNewer(newer.sort())
    const ran: string[] = []
    for (const { name, text, sha256 } of files) {
      if (only && !only.has(name)) continue
      const before = done.get(name)
      if (before === sha256) continue
      if (before !== undefined)
        throw new DatabaseError(
          `The migration ${name} was changed after it ran here. Migrations are only ever added: put the change in a new file`,
        )
      await runOne(client, name, text, sha256)
      ran.push(name)
    }
    return ran
  } finally {
    await client.end()
  }
}

export function migrationFiles(): { name: string; text: string; sha256: string }[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(directory, name), 'utf8')
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
    })
}

async function runOne(client: pg.Client, name: string, text: string, sha256: string): Promise<void> {
  try {
    await client.query('begin')
    await client.query(text)
    await client.query('insert into schema_migrations (name, sha256) values ($1, $2)', [name, sha256])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new DatabaseError(
      `The migration ${name} failed, and nothing of it stays: ${(error as Error).message}`,
      { cause: error },
    )
  }
}

// Roles belong to the cluster, not to the database, so two installations in one cluster share them.
async function ensureRoles(client: pg.Client): Promise<void> {
  for (const role of ['apron_app', 'apron_system']) {
    await ensureRole(client, role).catch((error: Error) => {
      throw new DatabaseError(
        `The database user may not set up the role ${role} (${error.message}). Give it the right to create roles, ` +
          `or have an administrator run: create role ${role} nologin; grant ${role} to <that user> with set true`,
        { cause: error },
      )
    })
  }
}

async function ensureRole(client: pg.Client, role: string): Promise<void> {
  await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = '${role}') then
        create role ${role} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
      end if;
      if not pg_has_role(current_user, '${role}', 'set') then grant ${role} to current_user; end if;
    exception when duplicate_object or unique_violation then null; end $$`)
}
