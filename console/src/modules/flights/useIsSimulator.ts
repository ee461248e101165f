import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { get } from '#api/client.ts'
import type { FlightForm } from './flightForm.ts'

/** Keeps `isSimulator` of the form by the chosen aircraft. */
export function useIsSimulator(form: UseFormReturnType<FlightForm>) {
  const { aircraftId } = form.values
  const { setFieldValue } = form
  const { data } = useQuery({
    queryKey: ['aircraft', aircraftId],
    queryFn: () => get('/api/v1/ops/aircraft/{id}', { path: { id: aircraftId ?? '' } }),
    enabled: aircraftId !== null,
  })
  useEffect(() => {
    if (data) setFieldValue('isSimulator', data.category === 'simulator')
  }, [data, setFieldValue])
}
