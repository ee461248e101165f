import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { FboCustomer } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { BookingsOf } from './BookingsOf.tsx'
import { CustomerDialog } from './CustomerDialog.tsx'
import { customerStates } from './kind.ts'
import { OrdersOf } from './OrdersOf.tsx'
import { d } from './tradeStrings.ts'

const w = d.customers

export default function CustomerPage() {
  const id = useParam('id')
  const customer = useQuery({
    queryKey: ['fbo_customer', id],
    queryFn: () => get('/api/v1/fbo/customers/{id}', { path: { id } }),
  })
  return <Loaded query={customer}>{(data) => <CustomerRecord customer={data} />}</Loaded>
}

function CustomerRecord({ customer }: { customer: FboCustomer }) {
  const can = useCan()
  const [isEditing, setEditing] = useState(false)
  return (
    <RecordPage
      title={customer.company}
      id={customer.id}
      badge={<StateBadge of={customerStates} state={customer.status} />}
      back={{ to: '/fbo/customers', label: w.title }}
      actions={
        can('updateFboCustomer') ? (
          <Button variant="default" onClick={() => setEditing(true)}>
            {w.edit}
          </Button>
        ) : null
      }
    >
      <Facts
        title={w.facts}
        items={[
          [w.tails, customer.tails.join(', ')],
          ...customer.contacts.map((contact, at): [string, string] => [
            at === 0 ? w.contact : `${w.contact} ${at + 1}`,
            [contact.name, contact.role, contact.email, contact.phone].filter(Boolean).join(' · '),
          ]),
          [w.billing, customer.billingAddress],
          [w.notes, customer.notes],
        ]}
      />
      <p>
        <AppLink to="/fbo/movements" search={{ customer_id: customer.id }}>
          {w.showMovements}
        </AppLink>
      </p>
      <Section title={w.orders}>
        <OrdersOf query={{ customer_id: customer.id }} none={w.noOrders} />
      </Section>
      <Section title={w.bookings}>
        <BookingsOf query={{ customer_id: customer.id }} none={w.noBookings} />
      </Section>
      {isEditing ? <CustomerDialog customer={customer} onClose={() => setEditing(false)} /> : null}
    </RecordPage>
  )
}
