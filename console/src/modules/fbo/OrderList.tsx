import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useCan } from '#api/session.ts'
import { IconPlus } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo } from '#ui/place.ts'
import { Tabs } from '#ui/Tabs.ts'
import { FuelOrderDialog } from './FuelOrderDialog.tsx'
import { FuelOrderTable } from './FuelOrderTable.tsx'
import { o } from './orderStrings.ts'
import { ServiceOrderDialog } from './ServiceOrderDialog.tsx'
import { ServiceOrderTable } from './ServiceOrderTable.tsx'

const w = o.list

/** Fuel orders and service orders, each in its own list. */
export default function OrderList() {
  const can = useCan()
  const go = useGo()
  const navigate = useNavigate()
  const params: Search = useSearch({ strict: false })
  const kind = params.kind === 'services' ? 'services' : 'fuel'
  const [dialog, setDialog] = useState<'fuel' | 'service' | null>(null)
  const close = () => setDialog(null)
  const fuel = can('createFuelOrder') ? (
    <Button data-create leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setDialog('fuel')}>
      {w.orderFuel}
    </Button>
  ) : null
  const service = can('createServiceOrder') ? (
    <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setDialog('service')}>
      {w.orderService}
    </Button>
  ) : null
  return (
    <>
      <PageHeader title={w.title}>
        {fuel}
        {service}
      </PageHeader>
      <Tabs
        value={kind}
        mb="md"
        onChange={(to) =>
          void navigate({ to: '.', search: to === 'services' ? { kind: to } : {}, replace: true })
        }
      >
        <Tabs.List aria-label={w.kinds}>
          <Tabs.Tab value="fuel">{w.fuel}</Tabs.Tab>
          <Tabs.Tab value="services">{w.services}</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {kind === 'fuel' ? <FuelOrderTable create={fuel} /> : <ServiceOrderTable create={service} />}
      {dialog === 'fuel' ? (
        <FuelOrderDialog onClose={close} onSaved={(order) => void go(`/fbo/orders/fuel/${order.id}`)} />
      ) : null}
      {dialog === 'service' ? (
        <ServiceOrderDialog
          onClose={close}
          onSaved={(order) => void go(`/fbo/orders/services/${order.id}`)}
        />
      ) : null}
    </>
  )
}
