import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { ApiError } from '#api/error.ts'
import { allows } from '#api/move.ts'
import type { Flight, FlightWithWarnings } from '#api/types.ts'
import { onUse } from '#ui/onUse.tsx'
import { showRefusal, useAction } from '#ui/useAction.ts'
import { nameOf } from './flightColumns.tsx'
import { t } from './strings.ts'
import { useHeld } from './useHeld.ts'

const w = t.list

// Loaded only when a flight has warnings.
const ApproveDialog = onUse(async () => (await import('./ApproveDialog.tsx')).ApproveDialog)

/** Returns null if the flight is approved, `ask` if it has warnings to look at, and else why it was refused. */
async function approveOne(path: { id: string }, flight: Flight, codes: string[]): Promise<string | null> {
  // The server takes meters that the pilot confirmed. The approver looks at them all the same.
  if (flight.metersDiffer && codes.length === 0) return 'ask'
  try {
    await post('/api/v1/ops/flights/{id}/approve', { path, body: { acknowledgedWarnings: codes } })
    return null
  } catch (error) {
    if (error instanceof ApiError && error.code === 'warnings_not_acknowledged') return 'ask'
    return error instanceof Error ? error.message : String(error)
  }
}

type Approval = { flight: Flight; codes: string[] }

/**
 * Approves the submitted flights of a selection one by one. Those with something wrong as they were flown are shown in
 * `dialog`, which the page renders; others that were refused are reported.
 */
export function useApproveMany() {
  const [asked, setAsked] = useState<FlightWithWarnings[]>([])
  const approval = useAction({
    run: async (approvals: Approval[]) => {
      const submitted = approvals.filter(({ flight }) => allows('flight', 'approve', flight))
      if (submitted.length === 0) throw new Error(w.nothingToApprove)
      const outcome = { approved: 0, refused: [] as string[], asked: [] as FlightWithWarnings[] }
      for (const { flight, codes } of submitted) {
        const path = { id: flight.id }
        const error = await approveOne(path, flight, codes)
        if (error === null) outcome.approved += 1
        else if (error === 'ask') outcome.asked.push(await get('/api/v1/ops/flights/{id}', { path }))
        else outcome.refused.push(`${nameOf(flight)}: ${error}`)
      }
      return outcome
    },
    done: ({ approved }) => (approved > 0 ? w.approvedMany(approved) : ''),
    changes: ['flight', 'aircraft'],
    onDone: ({ refused, asked }) => {
      setAsked(asked)
      if (refused.length > 0) showRefusal(new Error(w.refusedMany(refused.length, refused.join('\n'))))
    },
  })
  const write = (flights: Flight[]) => approval.mutate(flights.map((flight) => ({ flight, codes: [] })))
  const held = useHeld(write)
  return {
    /** Approves after a few seconds, in which `takeBack` cancels it. What needs a look is shown at once. */
    approve: (flights: Flight[], onHeld?: () => void) => {
      const clear = flights.filter((flight) => allows('flight', 'approve', flight) && !flight.metersDiffer)
      held.hold(clear.filter(({ id }) => !held.isHeld(id)))
      if (clear.length < flights.length) write(flights.filter((flight) => !clear.includes(flight)))
      onHeld?.()
    },
    isHeld: held.isHeld,
    takeBack: held.takeBack,
    isPending: approval.isPending,
    dialog:
      asked.length > 0 ? (
        <ApproveDialog
          flights={asked}
          onApprove={(approvals) => approval.mutateAsync(approvals)}
          onClose={() => setAsked([])}
        />
      ) : null,
  }
}
