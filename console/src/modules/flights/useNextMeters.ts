import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Answer } from '#api/answer.ts'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { formatHours } from '#ui/hours.ts'
import { formatInstant } from '#ui/time.ts'
import type { FlightForm } from './flightForm.ts'
import { t } from './strings.ts'

const w = t.form
type Next = Answer<'GET', '/api/v1/ops/aircraft/{id}/next-meters'>
const dials = ['hobbs', 'tach'] as const

/** What the dials of an aircraft show before its next flight. */
export function useNextMeters(aircraftId: string | null) {
  const can = useCan()
  return useQuery({
    queryKey: ['aircraft', aircraftId, 'next-meters'],
    queryFn: () => get('/api/v1/ops/aircraft/{id}/next-meters', { path: { id: aircraftId ?? '' } }),
    enabled: aircraftId !== null && can('getNextMeters'),
  })
}

/** "Dana Wu, 10 Jan 2026, 14:00Z, not posted yet". */
export function sourceOf({ flight, isPosted, readAt }: Next['meters'][number]): string {
  if (flight === null) return w.fromReading(formatInstant(readAt, 'utc'))
  const text = w.fromFlight(flight.crew, formatInstant(flight.offBlockAt, 'utc'))
  return isPosted ? text : w.notPosted(text)
}

/**
 * Offers the last known hobbs and tach of the chosen aircraft as the start values, and says where they come from.
 * What was typed stays; what was offered for another aircraft does not.
 */
export function useOfferedMeters(form: UseFormReturnType<FlightForm>, isNew: boolean) {
  const offered = useRef<Partial<Record<(typeof dials)[number], string>>>({})
  const { data } = useNextMeters(form.values.aircraftId)
  const { setFieldValue, getValues } = form
  useEffect(() => {
    if (!data || !isNew) return
    for (const kind of dials) {
      const field = `${kind}OutHundredths` as const
      const typed = getValues()[field]
      if (typed !== '' && typed !== offered.current[kind]) continue
      const known = data.meters.find((meter) => meter.kind === kind)
      offered.current[kind] = known ? formatHours(known.hundredths) : ''
      setFieldValue(field, offered.current[kind])
    }
  }, [data, isNew, setFieldValue, getValues])
  const sourceFor = (kind: (typeof dials)[number]) => {
    const known = data?.meters.find((meter) => meter.kind === kind)
    if (!known || form.values[`${kind}OutHundredths`] !== formatHours(known.hundredths)) return undefined
    return sourceOf(known)
  }
  return { hobbs: sourceFor('hobbs'), tach: sourceFor('tach') }
}
