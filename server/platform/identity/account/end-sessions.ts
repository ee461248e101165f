import { bindWorkspace } from '../../database/bind-workspace.ts'
import { sql, type Tx } from '../../database/database.ts'
import { recordEvent } from '../../events/record.ts'
import type { RequestInfo } from '../../kernel/context.ts'
import type { Emission } from '../../kernel/emission.ts'
import { sessionKind } from '../../kernel/user-kind.ts'
import { userContext } from '../session.ts'

interface Which {
  /** This one alone. */
  only?: string
  /** All but this one. */
  except?: string
  /** Only those in which no second factor was proved. */
  withoutSecondFactor?: boolean
  /** Of this workspace alone; null: of every workspace. */
  within?: string | null
  request: RequestInfo
  now: Date
  /** Writes the entry of the workspace that the request is in; absent where it is in none. */
  emit?: (emission: Emission) => void
}

interface Actor {
  userId: string
  email: string
  displayName: string
  workspace?: { uuid: string }
}

/**
 * Ends sessions of a user at once, in whichever workspaces they are, and says so in the audit log of each.
 * In a transaction of the system.
 * @returns how many there were, and whether the workspace of the request has an entry of it.
 */
export async function endSessions(
  tx: Tx,
  actor: Actor,
  which: Which,
): Promise<{ count: number; isToldHere: boolean }> {
  const ended = await tx.rows(sql<'endedSessions'>`
    update sessions s set ended_at = now() from workspaces w
     where w.workspace_id = s.workspace_id and s.user_id = ${actor.userId} and s.ended_at is null
       and (${which.only ?? null}::text is null or s.id = ${which.only ?? null})
       and s.id is distinct from ${which.except ?? null}
       and (not ${which.withoutSecondFactor ?? false}
            or not s.factors && '{totp,passkey,backup_code}')
       and (${which.within ?? null}::uuid is null or s.workspace_id = ${which.within ?? null}::uuid)
    returning s.workspace_id, w.id as org_id, s.id`)
  const workspaces = [...new Set(ended.map((one) => one.workspace_id))]
  const here = actor.workspace?.uuid
  await lockHeads(tx, here ? [...workspaces, here] : workspaces)
  for (const uuid of workspaces) {
    const inIt = ended.filter((one) => one.workspace_id === uuid)
    for (const { id, org_id } of inIt) {
      const emission = { type: 'session.ended', subject: { type: sessionKind.name, id, label: actor.email } }
      if (uuid === here && which.emit) {
        which.emit(emission)
        continue
      }
      await bindWorkspace(tx, uuid)
      const account = { id: actor.userId, displayName: actor.displayName }
      await recordEvent(tx, emission, userContext(org_id, account, which.request, which.now))
    }
  }
  if (here) await bindWorkspace(tx, here)
  return { count: ended.length, isToldHere: here !== undefined && workspaces.includes(here) }
}

/**
 * Takes the turn in the chains of several workspaces, always in the same order: two people who share some
 * of them would otherwise deadlock.
 */
export async function lockHeads(tx: Tx, workspaces: readonly string[]): Promise<void> {
  if (workspaces.length > 0)
    await tx.rows(sql`
      select 1
        from event_heads where workspace_id = any(${[...new Set(workspaces)]}::uuid[]) order by workspace_id
       for update`)
}
