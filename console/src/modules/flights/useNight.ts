import type { UseFormReturnType } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Answer } from '#api/answer.ts'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { instantOf } from '#ui/time.ts'
import { clocksOf, type FlightForm } from './flightForm.ts'
import { t } from './strings.ts'

const w = t.form
type Night = Answer<'GET', '/api/v1/ops/night'>
const pairs = [
  ['takeOff', 'dayTakeOffs', 'nightTakeOffs'],
  ['landing', 'dayLandings', 'nightLandings'],
] as const

/** The query for the night of what is typed so far, or nothing while something is missing. */
function legOf(form: FlightForm) {
  const { takeOffAt, landingAt } = clocksOf(form)
  const [from, to] = [form.fromAirport.trim(), form.toAirport.trim()]
  const isWhole = from.length >= 2 && to.length >= 2 && /^\d{4}-\d\d-\d\d$/.test(form.date)
  if (form.isSimulator || !isWhole || takeOffAt === null || landingAt === null) return ''
  return JSON.stringify({
    from,
    to,
    take_off_at: instantOf(form.date, takeOffAt),
    landing_at: instantOf(form.date, landingAt),
  })
}

/**
 * Offers one take-off and one landing, by day or by night as the sun says, and returns that in words. What was typed
 * stays; what was offered for other times does not.
 */
export function useOfferedCounts(form: UseFormReturnType<FlightForm>, isNew: boolean): string | undefined {
  const can = useCan()
  const [leg] = useDebouncedValue(legOf(form.values), 300)
  const { data } = useQuery({
    queryKey: ['airport', 'night', leg],
    queryFn: () => get('/api/v1/ops/night', { query: JSON.parse(leg) }),
    enabled: leg !== '' && can('getNight'),
    // An airport that is not known is said at its field when the flight is saved.
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const offered = useRef<Partial<FlightForm>>({})
  const { setFieldValue, getValues } = form
  useEffect(() => {
    if (!data || !isNew) return
    const values = getValues()
    for (const [what, byDay, byNight] of pairs) {
      const isTyped = [byDay, byNight].some(
        (field) => values[field] !== '' && values[field] !== offered.current[field],
      )
      if (isTyped) continue
      const isNight = data.civil[what]
      offered.current[byDay] = isNight ? '' : '1'
      offered.current[byNight] = isNight ? '1' : ''
      setFieldValue(byDay, offered.current[byDay])
      setFieldValue(byNight, offered.current[byNight])
    }
  }, [data, isNew, setFieldValue, getValues])
  return data && wordsOf(data)
}

/** "Take-off by day, landing at night (civil twilight). Neither counts as night with passengers (61.57(b))." */
function wordsOf({ civil, recency }: Night): string {
  const at = (isNight: boolean) => (isNight ? w.atNight : w.byDay)
  const counted = pairs.flatMap(([what]) => (recency[what] ? [w.nightOf[what]] : []))
  return w.night(at(civil.takeOff), at(civil.landing), counted.join(w.and) || w.neither)
}
