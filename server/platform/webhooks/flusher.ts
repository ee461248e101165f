import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import type { Circuit } from './circuit.ts'
import { type Completion, complete, moveCircuits } from './completion.ts'
import { disableEndpoint } from './disable-endpoint.ts'

interface Flushed {
  circuits: Map<string, Circuit>
  /** When the first retry of the batch is due. */
  retryInMs: number | null
  /** Deliveries of an outage, or those that an open circuit held, may be sent now. */
  hasNew: boolean
}

const fullBatch = 250
// Waiting this long makes a batch of what would have been many transactions, and delays a retry by as much.
const gatherMs = 10
const retryMs = 500
const patienceMs = 20_000
// An endpoint's last success is shown to the second; writing it with each batch would only make dead rows.
const deliveredEveryMs = 1000

/** Gathers completions and writes them in batches, one at a time. */
export function createFlusher({
  database,
  log,
  onFlushed,
}: {
  database: Database
  log: Logger
  onFlushed: (flushed: Flushed) => void
}) {
  const gathered: Completion[] = []
  let timer: NodeJS.Timeout | undefined
  let flushing: Promise<void> | null = null
  const deliveredWrittenAt = new Map<string, number>()

  function flush() {
    clearTimeout(timer)
    timer = undefined
    if (flushing || gathered.length === 0) return
    const batch = gathered.splice(0, fullBatch * 2)
    flushing = write(batch).finally(() => {
      flushing = null
      if (gathered.length >= fullBatch) flush()
      else if (gathered.length > 0) timer ??= setTimeout(flush, gatherMs)
    })
  }

  async function write(batch: Completion[]) {
    const givesUpAt = performance.now() + patienceMs
    for (;;) {
      try {
        return await writeOnce(batch)
      } catch (error) {
        log.error({ err: error, completions: batch.length }, 'webhooks: completions could not be written')
        // The leases have ended: others send again, and our word would be refused.
        if (performance.now() > givesUpAt) return
        await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
    }
  }

  async function writeOnce(batch: Completion[]) {
    const moving = batch.filter(needsCircuit)
    const circuits = await database.system(async (tx) => {
      await complete(tx, batch)
      return moving.length > 0 ? moveCircuits(tx, moving, Date.now()) : new Map<string, Circuit>()
    })
    for (const one of batch) if (one.next.outcome === 'gone') await disableEndpoint(database, one.claimed)
    const delays = batch.flatMap(({ next }) => (next.outcome === 'retry' ? [next.delayMs] : []))
    const hasNew = moving.some((one) => !one.isPristine && one.next.outcome === 'delivered')
    onFlushed({ circuits, retryInMs: delays.length > 0 ? Math.min(...delays) : null, hasNew })
  }

  function needsCircuit({ next, isPristine, claimed }: Completion) {
    if (next.outcome !== 'delivered' || !isPristine) return true
    const now = performance.now()
    if (now - (deliveredWrittenAt.get(claimed.endpointId) ?? Number.NEGATIVE_INFINITY) < deliveredEveryMs)
      return false
    if (deliveredWrittenAt.size > 10_000) deliveredWrittenAt.clear()
    deliveredWrittenAt.set(claimed.endpointId, now)
    return true
  }

  return {
    add(completion: Completion) {
      gathered.push(completion)
      if (gathered.length >= fullBatch) flush()
      else timer ??= setTimeout(flush, gatherMs)
    },
    async drain() {
      while (gathered.length > 0 || flushing) {
        flush()
        await flushing
      }
    },
  }
}
