import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { AllowedNetwork } from '#api/types.ts'
import { ActionButton } from '#ui/ActionButton.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Facts, Section } from '#ui/RecordPage.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { AddNetwork } from './AddNetwork.tsx'
import { RemoveNetwork } from './RemoveNetwork.tsx'
import { SwitchOff, SwitchOn } from './SwitchAllowlist.tsx'
import classes from './security.module.css'
import { t } from './strings.ts'
import { Trial } from './Trial.tsx'

const w = t.allowlist
const readStatus = () => get('/api/settings/ip-whitelist/status')
export type AllowlistStatus = Awaited<ReturnType<typeof readStatus>>

const columns: Column<AllowedNetwork>[] = [
  { id: 'cidr', header: w.network, cell: (entry) => <code>{entry.cidr}</code>, text: (entry) => entry.cidr },
  { id: 'label', header: w.label, cell: (entry) => entry.label, text: (entry) => entry.label },
  {
    id: 'added',
    header: w.added,
    cell: (entry) => <Instant at={entry.created_at} />,
    text: (entry) => entry.created_at,
    isWide: true,
  },
]

/** The networks from which the workspace can be used, and whether the list is on. */
export function Allowlist() {
  const status = useQuery({
    queryKey: ['ip_allowlist'],
    queryFn: readStatus,
    // A trial ends by itself. This notices when it does.
    refetchInterval: ({ state }) => (state.data?.confirm_by ? 10_000 : false),
  })
  return (
    <Section title={w.title} actions={status.data ? <State status={status.data} /> : null}>
      <p className="dim">{w.hint}</p>
      <Loaded query={status}>{(data) => <Networks status={data} />}</Loaded>
    </Section>
  )
}

function State({ status }: { status: AllowlistStatus }) {
  if (!status.enabled) return <StatusBadge tone="neutral">{w.off}</StatusBadge>
  return status.confirm_by ? (
    <StatusBadge tone="amber">{w.trial}</StatusBadge>
  ) : (
    <StatusBadge tone="green">{w.on}</StatusBadge>
  )
}

type Open = 'add' | 'mine' | 'on' | 'off' | null

function Networks({ status }: { status: AllowlistStatus }) {
  const can = useCan()
  const mayChange = can('toggleAllowlist')
  const entries = useQuery({
    queryKey: ['ip_allowlist', 'entries'],
    queryFn: () => get('/api/settings/ip-whitelist'),
  })
  const [open, setOpen] = useState<Open>(null)
  const [removing, setRemoving] = useState<AllowedNetwork | null>(null)
  const close = () => setOpen(null)
  const mine = `${status.your_address}/${status.your_address.includes(':') ? 128 : 32}`
  return (
    <>
      {status.confirm_by && mayChange ? <Trial until={status.confirm_by} /> : null}
      <Facts
        items={[
          [w.yourAddress, <code key="mine">{status.your_address}</code>],
          [w.lastApplied, <Instant key="last" at={status.last_evaluated_at} absent={w.never} />],
        ]}
      />
      <DataTable
        id="ip-allowlist"
        label={w.title}
        columns={columns}
        result={entries}
        isSearchable={false}
        rowName={(entry) => entry.cidr}
        rowActions={(entry) =>
          mayChange ? (
            <Button
              variant="subtle"
              color="red"
              aria-label={w.removeNamed(entry.cidr)}
              onClick={() => setRemoving(entry)}
            >
              {w.remove}
            </Button>
          ) : null
        }
        words={w}
      />
      {mayChange ? (
        <Group gap="xs" className={classes.buttons}>
          <Button variant="default" onClick={() => setOpen('add')}>
            {w.add}
          </Button>
          {entries.data?.some((entry) => entry.cidr === mine) ? null : (
            <Button variant="default" onClick={() => setOpen('mine')}>
              {w.addMine}
            </Button>
          )}
          {status.enabled ? (
            <Button color="red" variant="light" onClick={() => setOpen('off')}>
              {w.switchOff}
            </Button>
          ) : (
            <ActionButton onClick={() => setOpen('on')} reason={status.entry_count === 0 ? w.empty : null}>
              {w.switchOn}
            </ActionButton>
          )}
        </Group>
      ) : null}
      {open === 'add' ? <AddNetwork onClose={close} /> : null}
      {open === 'mine' ? <AddNetwork cidr={mine} label={w.mine} onClose={close} /> : null}
      {open === 'on' ? <SwitchOn onClose={close} /> : null}
      {open === 'off' ? <SwitchOff onClose={close} /> : null}
      {removing ? <RemoveNetwork network={removing} onClose={() => setRemoving(null)} /> : null}
    </>
  )
}
