/**
 * Whether an endpoint's receiver is thought to be up. Times are milliseconds of the epoch.
 *
 * closed: everything is sent. open: what has begun runs its ladder to the end, nothing new begins.
 * half_open: one delivery is on its way to find out.
 */
export type Circuit = {
  state: 'closed' | 'open' | 'half_open'
  failures: number
  failingSince: number | null
  probeAt: number | null
}

export const closedCircuit: Circuit = { state: 'closed', failures: 0, failingSince: null, probeAt: null }

// One delivery's whole round fails in 31 s: a receiver that answered nothing else in that time is down. A busy one
// is known to be down sooner than its first delivery has died, but not from one bad second.
const busyFailures = 20
const busyFailingMs = 20_000

// A recovery is seen within 30 s, or a tenth of the outage, at most 5 min.
const shortestProbeMs = 30_000
const longestProbeMs = 300_000
// A probe that never reported (its process died) is taken as failed after this.
const probeLeaseMs = 60_000

export function afterSuccess(circuit: Circuit): { circuit: Circuit; recoveredFrom: number | null } {
  const recoveredFrom = circuit.state === 'closed' ? null : circuit.failingSince
  return { circuit: closedCircuit, recoveredFrom }
}

/** `isExhausted`: the attempt was the last of its delivery's round. `isProbe`: it was sent because the circuit was open. */
export function afterFailure(
  circuit: Circuit,
  { now, isExhausted, isProbe }: { now: number; isExhausted: boolean; isProbe: boolean },
): Circuit {
  const failures = circuit.failures + 1
  const failingSince = circuit.failingSince ?? now
  if (circuit.state !== 'closed') {
    return isProbe
      ? { state: 'open', failures, failingSince, probeAt: now + probeDelayMs(now - failingSince) }
      : { ...circuit, failures, failingSince }
  }
  // The whole round of one delivery failed and nothing succeeded between: `failures` counts from the last success.
  const isDown = isExhausted ? failures >= 6 : failures >= busyFailures && now - failingSince >= busyFailingMs
  return isDown
    ? { state: 'open', failures, failingSince, probeAt: now + shortestProbeMs }
    : { state: 'closed', failures, failingSince, probeAt: null }
}

/**
 * Whether one delivery may be sent although the circuit is open. Something new that waits is a reason to look sooner
 * than the clock says, so that an endpoint in use is found to be back within seconds of it.
 */
export function mayProbe(
  circuit: Circuit,
  { now, lastFailureAt, isWaiting }: { now: number; lastFailureAt: number | null; isWaiting: boolean },
) {
  if (!isWaiting || circuit.state === 'closed') return false
  if (now >= (circuit.probeAt ?? 0)) return true
  const quickMs = Math.min(60_000, Math.max(5_000, (now - (circuit.failingSince ?? now)) / 60))
  return circuit.state === 'open' && now - (lastFailureAt ?? 0) >= quickMs
}

export function beginProbe(circuit: Circuit, now: number): Circuit {
  return { ...circuit, state: 'half_open', probeAt: now + probeLeaseMs }
}

function probeDelayMs(outageMs: number) {
  return Math.min(longestProbeMs, Math.max(shortestProbeMs, outageMs / 10))
}
