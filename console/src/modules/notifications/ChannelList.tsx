import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { labelOf } from '#api/label.ts'
import type { Channel } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { channelsQuery, path } from './queries.ts'
import { t } from './strings.ts'
import { ChannelBadge, placeOf } from './words.tsx'

const w = t.channels
const linkOf = (channel: Channel) => `${path}/channels/${channel.id}`

const columns: Column<Channel>[] = [
  {
    id: 'name',
    header: w.name,
    cell: (channel) => <AppLink to={linkOf(channel)}>{channel.name}</AppLink>,
    text: (channel) => channel.name,
  },
  {
    id: 'type',
    header: w.type,
    cell: (channel) => labelOf('notification_channel.type', channel.type),
    text: (channel) => labelOf('notification_channel.type', channel.type),
    isWide: true,
  },
  {
    id: 'place',
    header: w.place,
    cell: (channel) => <span title={placeOf(channel)}>{placeOf(channel)}</span>,
    text: placeOf,
    isWide: true,
  },
  {
    id: 'state',
    header: w.state,
    cell: (channel) => <ChannelBadge channel={channel} />,
    text: (channel) => labelOf('notification_channel.health.state', channel.health.state),
  },
  {
    id: 'delivered',
    header: w.lastDelivered,
    cell: (channel) => <Instant at={channel.health.last_delivered_at} relative />,
    text: (channel) => channel.health.last_delivered_at,
    isWide: true,
  },
]

/** The channels, with their state. */
export function ChannelList({ onCreate }: { onCreate: () => void }) {
  const channels = useQuery({ ...channelsQuery, refetchInterval: 10_000 })
  return (
    <DataTable
      id="notification-channels"
      label={w.tab}
      columns={columns}
      result={channels}
      rowName={(channel) => channel.name}
      rowLink={linkOf}
      words={w}
      emptyActions={<Button onClick={onCreate}>{w.create}</Button>}
    />
  )
}
