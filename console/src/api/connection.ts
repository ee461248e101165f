import { useSyncExternalStore } from 'react'

// Whether the server answers. After a request is lost, its health is requested until it answers again.
const everyMs = 2_000
let isLost = false
let back: Promise<void> | null = null
const listeners = new Set<() => void>()

function set(lost: boolean): void {
  isLost = lost
  for (const listener of listeners) listener()
}

const answers = (): Promise<boolean> =>
  fetch('/health', { cache: 'no-store' }).then(
    ({ status }) => status < 502,
    () => false,
  )

async function wait(): Promise<void> {
  while (!(await answers())) {
    set(true)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  back = null
  set(false)
}

/**
 * Call it when a request got no answer.
 * @returns when the server answers, which may be at once: a request may be lost for another reason.
 */
export function connectionLost(): Promise<void> {
  back ??= wait()
  return back
}

// A browser that knows of it says so before any request is lost.
addEventListener('offline', () => void connectionLost())

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether the server is known not to answer now. */
export const useIsConnectionLost = (): boolean => useSyncExternalStore(subscribe, () => isLost)
