import { useEffect, useSyncExternalStore } from 'react'
import { post } from './client.ts'
import { ApiError } from './error.ts'
import { useSession } from './session.ts'

// What people write where there is no signal waits on the device, and is sent by itself when the server can be reached.
// Each request keeps its idempotency key, so a reload, a second tab or a lost answer never sends it twice.

export type Waiting = {
  /** The idempotency key. */
  key: string
  /** A path of the API without parameters: `/api/v1/training/lessons`. */
  path: string
  body: unknown
  /** What people call it. */
  label: string
  at: string
  /** Why the server refused it. It waits to be discarded then. */
  refused: string | null
}
type Owner = { userId: string; workspaceId: string }
type Sent = (waiting: Waiting, answer: unknown) => void

// The paths are known when they are queued, so their bodies have no type of their own here.
const send = post as unknown as (path: string, options: object) => Promise<unknown>
const listeners = new Set<() => void>()
const nameOf = ({ userId, workspaceId }: Owner) => `apron.outbox.${userId}.${workspaceId}`
const seen = new Map<string, { text: string; waiting: readonly Waiting[] }>()
const none: readonly Waiting[] = []

function read(owner: Owner): readonly Waiting[] {
  const name = nameOf(owner)
  const text = localStorage.getItem(name)
  if (text === null) return none
  const before = seen.get(name)
  if (before?.text === text) return before.waiting
  const value: unknown = JSON.parse(text)
  const waiting = Array.isArray(value) ? (value as Waiting[]) : none
  seen.set(name, { text, waiting })
  return waiting
}

function write(owner: Owner, waiting: readonly Waiting[]): void {
  if (waiting.length === 0) localStorage.removeItem(nameOf(owner))
  else localStorage.setItem(nameOf(owner), JSON.stringify(waiting))
  for (const listener of listeners) listener()
}

let sending: Promise<void> | null = null

/** Sends what waits, in its order. It stops where the server cannot be reached. */
function flush(owner: Owner, onSent: Sent): Promise<void> {
  sending ??= sendAll(owner, onSent).finally(() => {
    sending = null
  })
  return sending
}

async function sendAll(owner: Owner, onSent: Sent): Promise<void> {
  for (const waiting of read(owner).filter(({ refused }) => refused === null)) {
    const { key, path, body } = waiting
    try {
      const answer = await send(path, { body, idempotencyKey: key })
      write(
        owner,
        read(owner).filter((other) => other.key !== key),
      )
      onSent(waiting, answer)
    } catch (error) {
      const isLater =
        !(error instanceof ApiError) || error.status === 0 || error.status === 401 || error.status >= 500
      if (isLater) return
      write(
        owner,
        read(owner).map((other) => (other.key === key ? { ...other, refused: error.message } : other)),
      )
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

/** What waits on this device for the user, and what to do with it. @param onSent called for each request that was sent. */
export function useOutbox(onSent: Sent) {
  const { user, workspace } = useSession()
  const owner = { userId: user.id, workspaceId: workspace.id }
  const waiting = useSyncExternalStore(subscribe, () => read(owner))
  const flushNow = () => flush(owner, onSent)
  useEffect(() => {
    const later = () => void flushNow()
    later()
    addEventListener('online', later)
    return () => removeEventListener('online', later)
  }, [])
  return {
    waiting,
    flush: flushNow,
    add: (request: Pick<Waiting, 'path' | 'body' | 'label'>) => {
      const entry = { ...request, key: crypto.randomUUID(), at: new Date().toISOString(), refused: null }
      write(owner, [...read(owner), entry])
      return flushNow()
    },
    discard: (key: string) =>
      write(
        owner,
        read(owner).filter((other) => other.key !== key),
      ),
  }
}
