import type { SelectProps } from '@mantine/core'
import { get } from '#api/client.ts'
import type { Aircraft } from '#api/types.ts'
import { RecordSelect } from './RecordSelect.tsx'

const option = (aircraft: Aircraft) => ({
  value: aircraft.id,
  label: [aircraft.registration, aircraft.typeDesignator].filter(Boolean).join(' · '),
})

/** A field to choose an aircraft of the workspace by its registration. */
export function AircraftField(props: Omit<SelectProps, 'data'>) {
  return (
    <RecordSelect
      {...props}
      subject="aircraft"
      find={async (search) =>
        (
          await get('/api/v1/ops/aircraft', { query: { search: search || undefined, page_size: 30 } })
        ).items.map(option)
      }
      byId={async (id) => option(await get('/api/v1/ops/aircraft/{id}', { path: { id } }))}
    />
  )
}
