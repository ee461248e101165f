import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, patch, remove } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { MaintenanceItem } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import { Complete } from './Complete.tsx'
import { DueBadge, dueText, remainingText } from './dueWords.tsx'
import { History } from './History.tsx'
import { Limits } from './Limits.tsx'
import { t } from './strings.ts'

const w = t.page
type Dialog = 'complete' | 'retire' | 'delete' | null

export default function ItemPage() {
  const id = useParam('id')
  const item = useQuery({
    queryKey: ['maintenance_item', id],
    queryFn: () => get('/api/v1/maintenance/items/{id}', { path: { id } }),
  })
  return <Loaded query={item}>{(data) => <ItemRecord item={data} />}</Loaded>
}

function ItemRecord({ item }: { item: MaintenanceItem }) {
  const can = useCan()
  const go = useGo()
  const [dialog, setDialog] = useState<Dialog>(null)
  const close = () => setDialog(null)
  const setActive = useAction({
    run: (isActive: boolean) =>
      patch('/api/v1/maintenance/items/{id}', { path: { id: item.id }, body: { isActive } }),
    done: (saved) => (saved.isActive ? w.restored(saved.title) : w.retired(saved.title)),
    changes: ['maintenance_item'],
  })
  const discard = useAction({
    run: () => remove('/api/v1/maintenance/items/{id}', { path: { id: item.id } }),
    done: w.deleted(item.title),
    changes: [],
    onDone: () => void go('/maintenance'),
  })
  return (
    <RecordPage
      title={`${item.aircraftRegistration} · ${item.title}`}
      id={item.id}
      badge={<DueBadge item={item} />}
      back={{ to: '/maintenance', label: w.back }}
      actions={
        <>
          {can('deleteMaintenanceItem') && item.lastCompletionId === null ? (
            <Button variant="default" onClick={() => setDialog('delete')}>
              {w.delete}
            </Button>
          ) : null}
          {can('updateMaintenanceItem') ? (
            <>
              <Button
                variant="default"
                onClick={() => (item.isActive ? setDialog('retire') : setActive.mutate(true))}
              >
                {item.isActive ? w.retire : w.restore}
              </Button>
              <Button variant="default" onClick={() => go(`/maintenance/items/${item.id}/edit`)}>
                {w.edit}
              </Button>
            </>
          ) : null}
          {can('completeMaintenanceItem') && item.isActive ? (
            <Button onClick={() => setDialog('complete')}>{w.complete}</Button>
          ) : null}
        </>
      }
    >
      <Facts
        items={[
          [
            t.list.aircraft,
            <AppLink key="aircraft" to={`/aircraft/${item.aircraftId}`}>
              {item.aircraftRegistration}
            </AppLink>,
          ],
          [t.list.kind, labelOf('maintenance_item.kind', item.kind)],
          [t.list.reference, item.reference],
          [t.list.remaining, remainingText(item)],
          [t.list.due, dueText(item)],
          [t.list.projected, <DateOf key="projected" on={item.projectedOn} />],
          [t.list.lastDone, <DateOf key="last" on={item.lastDoneOn} />],
          [w.anchor, labelOf('maintenance_item.anchor', item.anchor)],
          [w.zone, item.zone],
          [w.assessed, <Instant key="assessed" at={item.assessedAt} relative />],
          [w.notes, item.notes],
        ]}
      />
      <Section title={w.limits}>
        <Limits item={item} />
      </Section>
      <Section title={t.history.title}>
        <History item={item} />
      </Section>
      {dialog === 'complete' ? <Complete item={item} onClose={close} /> : null}
      {dialog === 'retire' ? (
        <ConfirmDialog
          title={w.retireQuestion(item.title)}
          confirm={w.retire}
          onConfirm={() => setActive.mutateAsync(false)}
          onClose={close}
        >
          {w.retireHint}
        </ConfirmDialog>
      ) : null}
      {dialog === 'delete' ? (
        <ConfirmDialog
          title={w.deleteQuestion(item.title)}
          confirm={w.delete}
          isDangerous
          onConfirm={() => discard.mutateAsync()}
          onClose={close}
        >
          {w.deleteHint}
        </ConfirmDialog>
      ) : null}
    </RecordPage>
  )
}
