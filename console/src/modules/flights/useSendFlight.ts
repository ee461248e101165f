import { useQueryClient } from '@tanstack/react-query'
import { patch } from '#api/client.ts'
import { usePostOrKeep } from '#api/outbox.ts'
import { refresh } from '#api/refresh.ts'
import { useSession } from '#api/session.ts'
import type { Flight } from '#api/types.ts'
import { useGo } from '#ui/place.ts'
import { showDone, showRefusal } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { bodyOf, type FlightForm } from './flightForm.ts'
import { t } from './strings.ts'

const w = t.form
const submitPath = '/api/v1/ops/flights/{id}/submit'

/** The draft of a new flight, in each workspace one. */
export const draftKeyOf = (workspaceId: string) => `flight.${workspaceId}`

/** Saves a flight, and submits it if wanted. Without a signal a new flight waits on this device. */
export function useSendFlight(flight: Flight | undefined) {
  const go = useGo()
  const queryClient = useQueryClient()
  const postOrKeep = usePostOrKeep()
  const { workspace } = useSession()

  return async (values: FlightForm, isSubmitting: boolean) => {
    const body = bodyOf(values)
    const request = {
      label: w.waiting(values.fromAirport, values.toAirport, values.date),
      page: '/flights/:id',
      changes: ['flight', 'aircraft'],
      form: { to: '/flights/new', draft: { key: draftKeyOf(workspace.id), values } },
    }
    const saved = flight
      ? await patch('/api/v1/ops/flights/{id}', { path: { id: flight.id }, body, version: flight.version })
      : await postOrKeep('/api/v1/ops/flights', {
          ...request,
          body,
          ...(isSubmitting ? { next: submitPath } : {}),
        })
    if (!saved) {
      showDone(s.outbox.kept)
      await go('/flights')
      return null
    }
    const page = `/flights/${saved.id}`
    // From here the flight is saved, so a refused submission is shown beside it.
    if (isSubmitting)
      await postOrKeep(submitPath, {
        ...request,
        params: { id: saved.id },
        body: {},
        form: { to: page },
      }).then((submitted) => showDone(submitted ? w.submitted : s.outbox.kept), showRefusal)
    else showDone(w.saved)
    await Promise.all([refresh(queryClient, ['flight']), go(page)])
    return saved
  }
}
