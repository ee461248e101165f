import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { get, post, remove } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Form } from '#ui/form/Form.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { SecretPanel } from '#ui/SecretPanel.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.calendars
type Feed = RecordOf<'calendar_feed'>

const columns: Column<Feed>[] = [
  { id: 'subject', header: w.subject, cell: (feed) => feed.subjectName, text: (feed) => feed.subjectName },
  {
    id: 'kind',
    header: w.kind,
    cell: (feed) => labelOf('calendar_feed.subjectType', feed.subjectType),
    text: (feed) => feed.subjectType,
  },
  {
    id: 'fetched',
    header: w.fetched,
    cell: (feed) => <Instant at={feed.lastFetchedAt} relative />,
    text: (feed) => feed.lastFetchedAt,
  },
  {
    id: 'status',
    header: w.status,
    cell: (feed) => <StatusBadge tone="neutral">{feed.revokedAt ? w.revoked : w.open}</StatusBadge>,
    text: (feed) => (feed.revokedAt ? w.revoked : w.open),
  },
]

/** The calendars that other programs read. */
export default function Calendars() {
  const [revoking, setRevoking] = useState<Feed | null>(null)
  const revoke = useAction({
    run: (feed: Feed) => remove('/api/v1/planning/feeds/{id}', { path: { id: feed.id } }),
    done: (_, feed) => w.revokedDone(feed.subjectName),
    changes: ['calendar_feed'],
    quiet: true,
  })
  return (
    <>
      <RecordList
        id="calendar-feeds"
        subject="calendar_feed"
        words={w}
        back={{ to: '/schedule', label: t.schedule.title }}
        columns={columns}
        load={(query) => get('/api/v1/planning/feeds', { query })}
        rowName={(feed) => feed.subjectName}
        create={{ dialog: (onClose) => <NewCalendar onClose={onClose} /> }}
        rowActions={(feed) =>
          feed.revokedAt ? null : (
            <Button size="compact-xs" variant="subtle" color="red" onClick={() => setRevoking(feed)}>
              {w.revoke}
            </Button>
          )
        }
      />
      {revoking ? (
        <ConfirmDialog
          title={w.revokeTitle(revoking.subjectName)}
          confirm={w.revoke}
          isDangerous
          onConfirm={() => revoke.mutateAsync(revoking)}
          onClose={() => setRevoking(null)}
        >
          {w.revokeText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}

function NewCalendar({ onClose }: { onClose: () => void }) {
  const [address, setAddress] = useState<string | null>(null)
  const record = useRecordForm({
    initial: {
      personId: null as string | null,
      aircraftId: null as string | null,
      resourceId: null as string | null,
    },
    send: ({ personId, aircraftId, resourceId }) => {
      const subjectId = aircraftId ?? resourceId ?? personId
      return post('/api/v1/planning/feeds', { body: subjectId ? { subjectId } : {} })
    },
    changes: ['calendar_feed'],
    onDone: (feed) => setAddress(feed.url),
  })
  if (address)
    return (
      <SecretPanel
        title={w.secretTitle}
        label={w.secretLabel}
        secret={address}
        note={w.note}
        onClose={onClose}
      />
    )
  const field = record.form.getInputProps
  return (
    <Modal opened onClose={onClose} title={w.create} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.create} onCancel={onClose}>
        <p className="dim">{w.choose}</p>
        <RecordField kind="crew_member" label={w.person} clearable {...field('personId')} />
        <RecordField kind="aircraft" label={w.aircraft} clearable {...field('aircraftId')} />
        <RecordField kind="planning_resource" label={w.resource} clearable {...field('resourceId')} />
      </Form>
    </Modal>
  )
}
