import { rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { sql, type Tx } from '../database/database.ts'
import { DatabaseError } from '../database/database-error.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import { relayLiveChanges } from './relay.ts'

/** A running server writes its row this often. */
const beatMs = 10_000
/** Without a sign for this long it counts as gone. */
export const goneSeconds = 35

export interface RunningNode {
  /** Ends the node: it counts as gone at once. */
  stop(): Promise<void>
}

/** The file that shows that the node has the same files. */
export const nodeProbe = (dataDir: string, nodeId: string) => join(dataDir, 'files', `.node-${nodeId}`)

type NodeServices = Pick<Services, 'config' | 'database' | 'live' | 'log' | 'version'>

/**
 * Makes this process a node: a row that the others see, and a file that shows whether they share their files.
 * @throws DatabaseError if another node runs whose files are not here.
 */
export async function joinNodes(services: NodeServices): Promise<RunningNode> {
  const { database, config, version, log } = services
  const id = newId('nod')
  const probeOf = (nodeId: string) => nodeProbe(config.dataDir, nodeId)
  await writeFile(probeOf(id), `${hostname()}\n`)
  const leave = async () => {
    await database.system((tx) => tx.run(sql`delete from nodes where id = ${id}`))
    await rm(probeOf(id), { force: true })
  }
  const others = await database.system(async (tx) => {
    await forgetGone(tx)
    await tx.run(sql`insert into nodes (id, name, version) values (${id}, ${hostname()}, ${version})`)
    return runningOthers(tx, id)
  })
  for (const other of others)
    if (!(await isThere(probeOf(other.id)))) {
      await leave()
      throw new DatabaseError(
        `The files of the node ${other.name} are not in ${join(config.dataDir, 'files')}. All nodes need the same files: put DATA_DIR/files on storage that they share. If that node has just ended, start again in ${goneSeconds} seconds`,
      )
    }
  const relay = relayLiveChanges(services)
  await relay.setOthers(others.length)
  const beat = async () => {
    const askedAt = Date.now()
    const count = await database.system(async (tx) => {
      const { now } = await tx.one(sql<'clockOfDatabase'>`select clock_timestamp() as now`)
      const offset = clockOffset(askedAt, Date.now(), now.getTime())
      // Again, if others took this node for gone while its database was away.
      await tx.run(sql`
        insert into nodes (id, name, version, clock_offset_ms) values (${id}, ${hostname()}, ${version}, ${offset})
        on conflict (id) do update set seen_at = now(), clock_offset_ms = excluded.clock_offset_ms`)
      await forgetGone(tx)
      return (await runningOthers(tx, id)).length
    })
    await relay.setOthers(count)
  }
  const timer = setInterval(
    () => void beat().catch((error) => log.warn({ err: error }, 'the row of this node cannot be written')),
    beatMs,
  ).unref()
  await beat()
  return {
    async stop() {
      clearInterval(timer)
      await relay.close()
      // A database that is away forgets the node by itself.
      await leave().catch(() => {})
    },
  }
}

/** How far the clock of this process is ahead, at least: the answer was on its way for a while. */
export function clockOffset(askedAt: number, answeredAt: number, databaseAt: number): number {
  if (databaseAt < askedAt) return clamp(askedAt - databaseAt)
  if (databaseAt > answeredAt) return clamp(answeredAt - databaseAt)
  return 0
}

const clamp = (ms: number) => Math.max(-2_000_000_000, Math.min(2_000_000_000, Math.round(ms)))

/** More than the clocks of two machines differ that are set by the network. */
const mostOffsetMs = 5_000

/** What the operator should know about the running nodes. */
export function nodeWarnings(
  nodes: readonly { name: string; version: string; clock_offset_ms: number }[],
): string[] {
  const versions = [...new Set(nodes.map(({ version }) => version))]
  return [
    ...(versions.length > 1
      ? [`The nodes run the versions ${versions.join(' and ')}. Bring all to the same one`]
      : []),
    ...nodes
      .filter(({ clock_offset_ms: offset }) => Math.abs(offset) > mostOffsetMs)
      .map(
        ({ name, clock_offset_ms: offset }) =>
          `The clock of ${name} is ${Math.round(Math.abs(offset) / 1000)} s ${offset > 0 ? 'ahead of' : 'behind'} that of the database. Set both by the network (NTP)`,
      ),
  ]
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function runningOthers(tx: Tx, id: string): Promise<{ id: string; name: string }[]> {
  return tx.rows(sql<'otherNodes'>`
    select id, name from nodes
     where id <> ${id} and seen_at > now() - make_interval(secs => ${goneSeconds}) order by started_at, id`)
}

async function forgetGone(tx: Tx): Promise<void> {
  await tx.run(sql`delete from nodes where seen_at < now() - interval '1 hour'`)
}
