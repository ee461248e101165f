import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { t } from './strings.ts'

const w = t.hazard

/** Who was notified of a hazard, how, and whether they acknowledged it: 14 CFR 5.57. */
export function HazardNotifications({ hazardId }: { hazardId: string }) {
  const can = useCan()
  const [isAdding, setAdding] = useState(false)
  const [answering, setAnswering] = useState<string | null>(null)
  const notifications = useQuery({
    queryKey: ['hazard_notification', hazardId],
    queryFn: () =>
      get('/api/v1/safety/hazard-notifications', { query: { hazard_id: hazardId, page_size: 100 } }),
  })
  return (
    <Section
      title={w.notifications}
      actions={
        can('notifyOfHazard') ? (
          <Button variant="default" onClick={() => setAdding(true)}>
            {w.notify}
          </Button>
        ) : null
      }
    >
      <Loaded query={notifications}>
        {({ items }) => (
          <PlainTable
            label={w.notifications}
            rows={items}
            rowKey={(notification) => notification.id}
            empty={w.noNotifications}
            row={(notification) => (
              <>
                <td>{[notification.recipient, notification.organization].filter(Boolean).join(', ')}</td>
                <td>{notification.message}</td>
                <td>
                  {labelOf('hazard_notification.method', notification.method)},{' '}
                  <Instant at={notification.notifiedAt} />
                </td>
                <td>
                  {notification.acknowledgedAt ? (
                    <StatusBadge tone="green">{w.acknowledged}</StatusBadge>
                  ) : (
                    <StatusBadge tone="amber">{w.waiting}</StatusBadge>
                  )}
                </td>
                <td>
                  {!notification.acknowledgedAt && can('acknowledgeHazard') ? (
                    <Button size="compact-xs" variant="default" onClick={() => setAnswering(notification.id)}>
                      {w.acknowledge}
                    </Button>
                  ) : (
                    notification.acknowledgedBy
                  )}
                </td>
              </>
            )}
          />
        )}
      </Loaded>
      {isAdding ? (
        <FieldDialog
          title={w.notify}
          submitLabel={w.notify}
          done={w.notified}
          changes={['hazard_notification']}
          write="POST /api/v1/safety/hazard-notifications"
          fields={[
            { name: 'recipient', label: w.recipient },
            { name: 'organization', label: w.organization },
            { name: 'relation', label: w.relation },
            { name: 'method', label: w.method },
            { name: 'message', label: w.message },
          ]}
          more={{ hazardId }}
          onClose={() => setAdding(false)}
        />
      ) : null}
      {answering ? (
        <FieldDialog
          title={w.acknowledge}
          submitLabel={w.acknowledge}
          done={w.acknowledged}
          changes={['hazard_notification']}
          write="POST /api/v1/safety/hazard-notifications/{id}/acknowledge"
          path={{ id: answering }}
          fields={[{ name: 'acknowledgedBy', label: w.acknowledgedBy }]}
          onClose={() => setAnswering(null)}
        />
      ) : null}
    </Section>
  )
}
