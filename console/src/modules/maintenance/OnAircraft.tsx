import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Aircraft } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Notice } from '#ui/Notice.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { DueItems } from './DueItems.tsx'
import { Presets } from './Presets.tsx'
import { t } from './strings.ts'

const w = t.onAircraft

const packOf = ({ id }: Aircraft) => `/api/v1/maintenance/aircraft/${id}/records.zip`

/** The records of an aircraft that has left go with it: they are offered first on its page. */
export function RecordsToHandOver({ aircraft }: { aircraft: Aircraft }) {
  return (
    <Notice tone="info" title={w.handOver}>
      {w.handOverHint}{' '}
      <a href={packOf(aircraft)} download>
        {w.pack}
      </a>
    </Notice>
  )
}

/** What is due on an aircraft, on its own page, where its pilots see it. */
export function MaintenanceOnAircraft({ aircraft }: { aircraft: Aircraft }) {
  const can = useCan()
  const [isAdding, setAdding] = useState(false)
  const items = useQuery({
    queryKey: ['maintenance_item', 'of', aircraft.id],
    queryFn: () => get('/api/v1/maintenance/due', { query: { aircraft: aircraft.id, page_size: 10 } }),
  })
  return (
    <Section
      title={w.title}
      actions={
        items.data && items.data.total > 0 ? (
          <AppLink to="/maintenance" search={{ aircraft: aircraft.registration }}>
            {w.all}
          </AppLink>
        ) : can('addMaintenancePresets') ? (
          <Button size="compact-xs" variant="default" onClick={() => setAdding(true)}>
            {t.list.presets}
          </Button>
        ) : null
      }
    >
      {can('getMaintenanceRecord') ? (
        <p>
          <a href={`/api/v1/maintenance/aircraft/${aircraft.id}/record.pdf`} download>
            {w.record}
          </a>
          {can('getMaintenanceRecordPack') ? (
            <>
              {' · '}
              <a href={packOf(aircraft)} download>
                {w.pack}
              </a>
            </>
          ) : null}
        </p>
      ) : null}
      <DueItems items={items.data?.items ?? []} empty={w.empty} isPending={items.isPending} />
      {isAdding ? <Presets aircraftId={aircraft.id} onClose={() => setAdding(false)} /> : null}
    </Section>
  )
}
