import { useSyncExternalStore } from 'react'
import type { Answer, BodyOf, PathOf } from './answer.ts'
import { post } from './client.ts'
import { ApiError } from './error.ts'
import { newKey } from './newKey.ts'
import { useSession } from './session.ts'

// What people write where there is no signal waits on the device, and is sent by itself when the server can be reached.
// Each request keeps its idempotency key, so a reload, a second tab or a lost answer never sends it twice.

export type Waiting = {
  /** The idempotency key. */
  key: string
  /** A path of the API, with its parameters in braces. */
  path: string
  params?: Record<string, string>
  body?: unknown
  /** A second request for the record that this one creates: `/api/v1/ops/flights/{id}/submit`. */
  next?: string
  /** What people call it. */
  label: string
  /** The page of the record once it was sent, and the words of the button that leads there. */
  page: string
  open?: string
  /** The kinds of records that it changes. */
  changes: string[]
  /** Where a refused one is corrected, and what was typed there. */
  form: { to: string; search?: Record<string, string>; draft?: { key: string; values: unknown } }
  at: string
  /** Why the server refused it. It waits to be corrected or discarded then. */
  refused: string | null
}
type Owner = { userId: string; workspaceId: string }
type Sent = (waiting: Waiting, answer: unknown) => void
type Request = Pick<Waiting, 'label' | 'page' | 'open' | 'changes' | 'form' | 'next' | 'params'>

// The paths are known when they are queued, so their bodies have no type of their own here.
const send = post as unknown as (path: string, options: object) => Promise<unknown>
const listeners = new Set<() => void>()
const prefix = 'apron.outbox.'
const nameOf = ({ userId, workspaceId }: Owner) => `${prefix}${userId}.${workspaceId}`
const seen = new Map<string, { text: string; waiting: readonly Waiting[] }>()
const none: readonly Waiting[] = []

function read(name: string): readonly Waiting[] {
  const text = localStorage.getItem(name)
  if (text === null) return none
  const before = seen.get(name)
  if (before?.text === text) return before.waiting
  const value: unknown = JSON.parse(text)
  const waiting = Array.isArray(value) ? (value as Waiting[]) : none
  seen.set(name, { text, waiting })
  return waiting
}

function write(name: string, waiting: readonly Waiting[]): void {
  if (waiting.length === 0) localStorage.removeItem(name)
  else localStorage.setItem(name, JSON.stringify(waiting))
  for (const listener of listeners) listener()
}

const namesOf = (start: string) => Object.keys(localStorage).filter((name) => name.startsWith(start))

/** How many requests wait on this device, of one user or of all. */
export const waitingCount = (userId?: string): number =>
  namesOf(userId ? `${prefix}${userId}.` : prefix).reduce((count, name) => count + read(name).length, 0)

/** At sign-out: deletes what this user wrote and nobody sent. */
export function eraseWaiting(userId: string): void {
  for (const name of namesOf(`${prefix}${userId}.`)) write(name, none)
}

/** The server did not decide about it: it cannot be reached, restarts, or has ended the session. */
const isUndecided = (error: unknown): boolean =>
  !(error instanceof ApiError) || [0, 401, 429].includes(error.status) || error.status >= 500

let sending: Promise<void> | null = null

/** Sends what waits, in its order. It stops where the server cannot be reached. */
function flush(name: string, onSent: Sent): Promise<void> {
  sending ??= sendAll(name, onSent).finally(() => {
    sending = null
  })
  return sending
}

async function sendAll(name: string, onSent: Sent): Promise<void> {
  const replace = (key: string, by: Waiting[]) =>
    write(
      name,
      read(name).flatMap((other) => (other.key === key ? by : [other])),
    )
  const isReady = ({ refused }: Waiting) => refused === null
  for (let waiting = read(name).find(isReady); waiting; waiting = read(name).find(isReady)) {
    const { key, path, params, body, next, ...rest } = waiting
    try {
      const answer = await send(path, { path: params, body, idempotencyKey: key })
      if (next) {
        const { id } = answer as { id: string }
        replace(key, [{ ...rest, key: `${key}-next`, path: next, params: { id }, body: {} }])
      } else {
        replace(key, [])
        onSent(waiting, answer)
      }
    } catch (error) {
      if (isUndecided(error)) return
      replace(key, [{ ...waiting, refused: error instanceof Error ? error.message : String(error) }])
    }
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', listener)
  }
}

/** What waits on this device for the user in this workspace, and what to do with it. */
export function useOutbox() {
  const { user, workspace } = useSession()
  const name = nameOf({ userId: user.id, workspaceId: workspace.id })
  const waiting = useSyncExternalStore(subscribe, () => read(name))
  return {
    waiting,
    flush: (onSent: Sent) => flush(name, onSent),
    discard: (key: string) =>
      write(
        name,
        read(name).filter((other) => other.key !== key),
      ),
  }
}

/**
 * Sends a write whose author may have no signal. What the server refuses is thrown, so that the form shows it.
 * @returns the answer, or null if it waits on this device now.
 */
export function usePostOrKeep() {
  const { user, workspace } = useSession()
  const name = nameOf({ userId: user.id, workspaceId: workspace.id })
  return async <P extends PathOf<'POST'>>(
    path: P,
    { body, ...request }: Request & { body?: BodyOf<'POST', P> },
  ): Promise<Answer<'POST', P> | null> => {
    const key = newKey()
    try {
      return (await send(path, { path: request.params, body, idempotencyKey: key })) as Answer<'POST', P>
    } catch (error) {
      // In maintenance mode the server says so, and people decide themselves whether to wait.
      const isLost =
        error instanceof ApiError && [0, 502, 503, 504].includes(error.status) && error.code !== 'maintenance'
      if (!isLost) throw error
      const at = new Date().toISOString()
      write(name, [...read(name), { ...request, path, body, key, at, refused: null }])
      return null
    }
  }
}
