import { Button } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Endpoint } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { IconPlus } from '#ui/icons.ts'
import { onUse } from '#ui/onUse.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo } from '#ui/place.ts'
import { RecordTable } from '#ui/RecordTable.tsx'
import { Tabs } from '#ui/Tabs.ts'
import type { Column } from '#ui/table/column.ts'
import { DeadLetters } from './DeadLetters.tsx'
import { EndpointBadge, eventsText, HealthStrip } from './endpointWords.tsx'
import { PingButton } from './PingButton.tsx'
import { t } from './strings.ts'

const EndpointDialog = onUse(async () => (await import('./EndpointDialog.tsx')).EndpointDialog)

const w = t.list
const path = '/settings/integrations/webhooks'

const columns: Column<Endpoint>[] = [
  {
    id: 'url',
    header: w.url,
    cell: (endpoint) => (
      <AppLink to={`${path}/${endpoint.id}`} title={endpoint.url}>
        {endpoint.url}
      </AppLink>
    ),
    text: (endpoint) => endpoint.url,
  },
  {
    id: 'description',
    header: w.description,
    cell: (endpoint) => endpoint.description,
    text: (endpoint) => endpoint.description,
    isWide: true,
  },
  {
    id: 'events',
    header: w.events,
    cell: (endpoint) => <span title={endpoint.events.join(', ')}>{eventsText(endpoint)}</span>,
    text: (endpoint) => endpoint.events.join(' '),
    isWide: true,
  },
  {
    id: 'state',
    header: w.state,
    cell: (endpoint) => <EndpointBadge endpoint={endpoint} />,
    text: (endpoint) => (endpoint.enabled ? endpoint.circuit : 'disabled'),
  },
  {
    id: 'health',
    header: w.health,
    cell: (endpoint) => <HealthStrip health={endpoint.health} isSmall />,
    text: (endpoint) => `${endpoint.health.delivered}/${endpoint.health.retrying}/${endpoint.health.dead}`,
    isWide: true,
  },
  {
    id: 'median',
    header: w.median,
    unit: 'ms',
    isNumeric: true,
    cell: (endpoint) => endpoint.health.medianMs ?? '',
    text: (endpoint) => endpoint.health.medianMs,
    isWide: true,
  },
  {
    id: 'created',
    header: w.created,
    cell: (endpoint) => <Instant at={endpoint.createdAt} />,
    text: (endpoint) => endpoint.createdAt,
    isOptional: true,
  },
]

export default function EndpointList() {
  const can = useCan()
  const go = useGo()
  const { view }: Search = useSearch({ strict: false })
  const [isCreating, setCreating] = useState(false)
  const tab = view === 'dead-letters' ? 'dead-letters' : 'endpoints'
  const create = () => setCreating(true)

  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        {can('createEndpoint') ? (
          <Button data-create leftSection={<IconPlus size={15} aria-hidden />} onClick={create}>
            {w.create}
          </Button>
        ) : null}
      </PageHeader>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => void go(path, next === 'dead-letters' ? { view: next } : {})}
      >
        <Tabs.List mb="sm" aria-label={w.views}>
          <Tabs.Tab value="endpoints">{w.endpoints}</Tabs.Tab>
          {can('listDeadLetters') ? <Tabs.Tab value="dead-letters">{w.deadLetters}</Tabs.Tab> : null}
        </Tabs.List>
        <Tabs.Panel value="endpoints">
          <Endpoints onCreate={create} />
        </Tabs.Panel>
        <Tabs.Panel value="dead-letters">
          <DeadLetters />
        </Tabs.Panel>
      </Tabs>
      {isCreating ? (
        <EndpointDialog onClose={() => setCreating(false)} onCreated={(id) => void go(`${path}/${id}`)} />
      ) : null}
    </>
  )
}

function Endpoints({ onCreate }: { onCreate: () => void }) {
  const can = useCan()
  return (
    <RecordTable
      id="webhook-endpoints"
      label={w.endpoints}
      columns={columns}
      subject="webhook_endpoint"
      load={(query) => get('/api/v1/webhooks/endpoints', { query })}
      isSearchable={false}
      rowName={(endpoint) => endpoint.url}
      rowLink={(endpoint) => `${path}/${endpoint.id}`}
      rowActions={(endpoint) => <PingButton endpoint={endpoint} />}
      words={w}
      emptyActions={can('createEndpoint') ? <Button onClick={onCreate}>{w.create}</Button> : null}
    />
  )
}
