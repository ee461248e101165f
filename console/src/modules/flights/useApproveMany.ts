import { post } from '#api/client.ts'
import { allows } from '#api/move.ts'
import type { Flight } from '#api/types.ts'
import { formatInstant } from '#ui/time.ts'
import { showRefusal, useAction } from '#ui/useAction.ts'
import { nameOf } from './flightColumns.tsx'
import { t } from './strings.ts'

const w = t.list

/** Approves the submitted flights of a selection one by one, and reports which were refused. */
export function useApproveMany() {
  return useAction({
    run: async (flights: Flight[]) => {
      const submitted = flights.filter((flight) => allows('flight', 'approve', flight))
      if (submitted.length === 0) throw new Error(w.nothingToApprove)
      // What an approver has to look at is approved on its own page.
      const leftOut = submitted.filter((flight) => flight.metersDiffer)
      const approvable = submitted.filter((flight) => !flight.metersDiffer)
      const refused: string[] = []
      for (const flight of approvable) {
        await post('/api/v1/ops/flights/{id}/approve', { path: { id: flight.id } }).catch(
          (error: unknown) => {
            refused.push(`${nameOf(flight)}: ${error instanceof Error ? error.message : String(error)}`)
          },
        )
      }
      return { approved: approvable.length - refused.length, refused, leftOut }
    },
    done: ({ approved }) => (approved > 0 ? w.approvedMany(approved) : ''),
    changes: ['flight', 'aircraft'],
    onDone: ({ refused, leftOut }) => {
      const names = leftOut.map((flight) => `${nameOf(flight)} ${formatInstant(flight.offBlockAt, 'utc')}`)
      if (leftOut.length > 0) showRefusal(new Error(w.leftOut(leftOut.length, names.join(', '))))
      if (refused.length > 0) showRefusal(new Error(w.refusedMany(refused.length, refused.join('\n'))))
    },
  })
}
