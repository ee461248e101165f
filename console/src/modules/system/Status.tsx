import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { bytes } from '#ui/bytes.ts'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Facts, Section } from '#ui/RecordPage.tsx'
import { formatNumber } from '#ui/region.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { sentence } from '../../strings.ts'
import { t } from './strings.ts'
import classes from './system.module.css'

const w = t.overview
const read = () => get('/api/system/status')
type System = Awaited<ReturnType<typeof read>>

export default function Status() {
  const status = useQuery({ queryKey: ['system', 'status'], queryFn: read, refetchInterval: 15_000 })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={status}>
        {(data) => (
          <div className={classes.stack}>
            {data.outgoing_held_since !== null && <Held />}
            {data.warnings.map((warning) => (
              <Notice key={warning} tone="amber" title={w.warning}>
                {warning}
              </Notice>
            ))}
            <Facts
              title={w.installation}
              items={[
                [w.version, data.version],
                [w.runtime, data.node_version],
                [w.started, <Instant key="started" at={data.started_at} />],
              ]}
            />
            <Facts
              title={w.database}
              items={[
                [w.postgres, data.database.version],
                [w.size, bytes(data.database.size_bytes)],
                [w.connections, data.database.connections],
                [w.migration, <code key="migration">{data.database.newest_migration}</code>],
              ]}
            />
            <Storage system={data} />
            <Nodes nodes={data.nodes} />
            <Queues queues={data.queues} />
            <Work work={data.periodic_work} />
          </div>
        )}
      </Loaded>
    </>
  )
}

function Held() {
  const release = useAction({
    run: () => post('/api/system/outgoing/release'),
    done: w.released,
    changes: ['system'],
  })
  return (
    <Notice tone="amber" title={w.held}>
      {w.heldHint}{' '}
      <Button size="xs" loading={release.isPending} onClick={() => release.mutate()}>
        {w.release}
      </Button>
    </Notice>
  )
}

function Storage({ system: { file_store: store, disk } }: { system: System }) {
  const share = disk.total_bytes === 0 ? 1 : disk.free_bytes / disk.total_bytes
  const free = `${bytes(disk.free_bytes)} (${Math.round(share * 100)} %)`
  return (
    <Facts
      title={w.storage}
      items={[
        [
          w.store,
          <StatusBadge key="store" tone={store.is_writable ? 'green' : 'red'}>
            {store.is_writable ? w.writable : w.notWritable}
          </StatusBadge>,
        ],
        [w.files, `${formatNumber(store.files)} (${bytes(store.size_bytes)})`],
        [
          w.free,
          share < 0.1 ? (
            <StatusBadge key="free" tone={share < 0.03 ? 'red' : 'amber'}>
              {free}
            </StatusBadge>
          ) : (
            free
          ),
        ],
      ]}
    />
  )
}

function Nodes({ nodes }: { nodes: System['nodes'] }) {
  return (
    <Section title={w.nodes}>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{w.machine}</th>
              <th>{w.version}</th>
              <th>{w.started}</th>
              <th>{w.seen}</th>
              <th data-numeric>{w.clock}</th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <tr key={node.id}>
                <td>{node.name}</td>
                <td>{node.version}</td>
                <td>
                  <Instant at={node.started_at} />
                </td>
                <td>
                  <Instant at={node.seen_at} />
                </td>
                <td data-numeric>{w.seconds(node.clock_offset_ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

/** A wait of more than five minutes needs attention. */
const lateSeconds = 300

function Queues({ queues }: { queues: System['queues'] }) {
  return (
    <Section title={w.queues}>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{w.queue}</th>
              <th data-numeric>{w.waiting}</th>
              <th data-numeric>{w.late}</th>
              <th data-numeric>{w.failed}</th>
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <tr key={queue.name}>
                <td>{sentence(queue.name)}</td>
                <td data-numeric>{formatNumber(queue.waiting)}</td>
                <td data-numeric>
                  {queue.late_seconds > lateSeconds ? (
                    <StatusBadge tone="amber">{w.minutes(queue.late_seconds)}</StatusBadge>
                  ) : (
                    w.minutes(queue.late_seconds)
                  )}
                </td>
                <td data-numeric>{formatNumber(queue.failed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function Work({ work }: { work: System['periodic_work'] }) {
  return (
    <Section title={w.work}>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{w.name}</th>
              <th>{w.began}</th>
              <th>{w.result}</th>
            </tr>
          </thead>
          <tbody>
            {work.map((task) => (
              <tr key={task.name}>
                <td>
                  <code>{task.name}</code>
                </td>
                <td>
                  <Instant at={task.began_at} />
                </td>
                <td>
                  <Result work={task} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function Result({ work: { error, ended_at, began_at } }: { work: System['periodic_work'][number] }) {
  if (error) return <StatusBadge tone="red">{`${w.workFailed}: ${error}`}</StatusBadge>
  const isDone = ended_at !== null && ended_at >= began_at
  return <StatusBadge tone={isDone ? 'neutral' : 'info'}>{isDone ? w.ok : w.running}</StatusBadge>
}
