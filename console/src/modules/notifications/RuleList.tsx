import { ActionIcon, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { put, remove } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Channel, Rule } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { IconDots } from '#ui/icons.ts'
import { Menu } from '#ui/Menu.ts'
import { SeverityBadge } from '#ui/NoticeList.tsx'
import { onUse } from '#ui/onUse.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useAction } from '#ui/useAction.ts'
import { channelsQuery, rulesQuery } from './queries.ts'
import { t } from './strings.ts'
import { timingOf } from './words.tsx'

const RuleDialog = onUse(async () => (await import('./RuleDialog.tsx')).RuleDialog)

const w = t.rules

const columnsWith = (channels: Channel[], edit: (rule: Rule) => void): Column<Rule>[] => {
  const to = (rule: Rule) =>
    rule.channel_ids.map((id) => channels.find((channel) => channel.id === id)?.name ?? id).join(', ') ||
    w.noChannel
  return [
    {
      id: 'name',
      header: w.name,
      cell: (rule) => (
        <Button variant="transparent" size="compact-sm" px={0} fw={400} onClick={() => edit(rule)}>
          {rule.name}
        </Button>
      ),
      text: (rule) => rule.name,
    },
    {
      id: 'event',
      header: w.event,
      cell: (rule) => <code>{rule.event}</code>,
      text: (rule) => rule.event,
      isWide: true,
    },
    { id: 'to', header: w.to, cell: to, text: to, isWide: true },
    {
      id: 'severity',
      header: w.severity,
      cell: (rule) => <SeverityBadge severity={rule.severity} />,
      text: (rule) => rule.severity,
      isWide: true,
    },
    { id: 'when', header: w.when, cell: timingOf, text: timingOf, isWide: true },
    {
      id: 'state',
      header: w.state,
      cell: (rule) => (
        <StatusBadge tone={rule.enabled ? 'green' : 'neutral'}>{rule.enabled ? w.on : w.off}</StatusBadge>
      ),
      text: (rule) => (rule.enabled ? w.on : w.off),
    },
    {
      id: 'fired',
      header: w.lastFired,
      cell: (rule) => <Instant at={rule.last_fired_at} relative />,
      text: (rule) => rule.last_fired_at,
      isWide: true,
    },
  ]
}

/** The rules: the event, the recipients and the timing. */
export function RuleList({ onCreate }: { onCreate: () => void }) {
  const can = useCan()
  const rules = useQuery(rulesQuery)
  const channels = useQuery(channelsQuery)
  const [editing, setEditing] = useState<Rule | null>(null)
  const mayChange = can('updateNotificationRule')
  return (
    <>
      <DataTable
        id="notification-rules"
        label={w.tab}
        columns={columnsWith(channels.data ?? [], setEditing)}
        result={rules}
        rowName={(rule) => rule.name}
        onOpen={setEditing}
        onEdit={mayChange ? setEditing : undefined}
        rowActions={
          mayChange ? (rule) => <RuleMenu rule={rule} onEdit={() => setEditing(rule)} /> : undefined
        }
        words={w}
        emptyActions={<Button onClick={onCreate}>{w.create}</Button>}
      />
      {editing ? <RuleDialog rule={editing} onClose={() => setEditing(null)} /> : null}
    </>
  )
}

function RuleMenu({ rule, onEdit }: { rule: Rule; onEdit: () => void }) {
  const [isAsking, setAsking] = useState(false)
  const path = { id: rule.id }
  const changes = ['notification_rule']
  const toggle = useAction({
    run: () => put('/api/notifications/rules/{id}', { path, body: { enabled: !rule.enabled } }),
    done: w.changed,
    changes,
  })
  const removal = useAction({
    run: () => remove('/api/notifications/rules/{id}', { path }),
    done: w.removed,
    changes,
    quiet: true,
  })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={w.more(rule.name)}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onEdit}>{w.edit}</Menu.Item>
          <Menu.Item onClick={() => toggle.mutate()}>{rule.enabled ? w.disable : w.enable}</Menu.Item>
          <Menu.Item color="red" onClick={() => setAsking(true)}>
            {w.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isAsking ? (
        <ConfirmDialog
          title={w.removeTitle(rule.name)}
          confirm={w.remove}
          isDangerous
          onConfirm={() => removal.mutateAsync()}
          onClose={() => setAsking(false)}
        >
          {w.removeText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
