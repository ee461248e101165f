import type { Lane } from './lane.ts'

const total = 2048
const perWorkspace = 128
// Receivers that hang cannot hold more than this, however many they are.
const forUnproven = 1024

/** How many requests may be on their way at once: in all, for a workspace, and for receivers that do not answer. */
export function createPlaces() {
  let used = 0
  let unproven = 0
  const byWorkspace = new Map<string, number>()
  const usedBy = (workspaceId: string) => byWorkspace.get(workspaceId) ?? 0

  return {
    used: () => used,
    usedBy,

    isFreeFor(lane: Lane) {
      if (used >= total) return false
      // One is always allowed: a workspace whose other receivers hang still reaches this one.
      if (lane.inFlight === 0) return true
      const isShared =
        usedBy(lane.endpoint.workspaceId) < perWorkspace && (lane.isProven || unproven < forUnproven)
      return lane.inFlight < lane.cap && isShared
    },

    /** @returns what gives the place back, and tells whether others may have been waiting for it. */
    take(lane: Lane) {
      const { workspaceId } = lane.endpoint
      const isUnproven = !lane.isProven
      lane.inFlight++
      used++
      if (isUnproven) unproven++
      byWorkspace.set(workspaceId, usedBy(workspaceId) + 1)
      return () => {
        const wasFull = used >= total || unproven >= forUnproven || usedBy(workspaceId) >= perWorkspace
        lane.inFlight--
        used--
        if (isUnproven) unproven--
        if (usedBy(workspaceId) > 1) byWorkspace.set(workspaceId, usedBy(workspaceId) - 1)
        else byWorkspace.delete(workspaceId)
        return wasFull
      }
    },
  }
}
