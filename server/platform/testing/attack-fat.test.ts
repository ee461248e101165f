import { test } from 'node:test'
import type { Operation } from '../kernel/operation.ts'
import { notBlank } from '../kernel/schema.ts'
import { attack, guarded, other, space } from './attack.ts'
import { type AttackRequest, requestMaker, send, takesJson } from './attack-request.ts'
import type { JsonSchema } from './attack-sample.ts'
import type { Client } from './client.ts'

// Records as large as their schemas allow: long texts without a blank, full lists. While an operation handles them, this
// process must not stand still ten times longer than for small ones.

/** So many records of each kind are made. */
const rows = 4
const mostTimes = 10
/** On a busy machine. */
const patient = { timeout: 600_000 }
/** Below this, no other request notices. */
const leastMs = 60
/** So many entries of a list are filled, if its schema takes more. */
const mostEntries = 50

const small = requestMaker(space)
const fat = requestMaker(other)

/** The most processor time that this thread took without a break, so long as the work goes on. */
async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let last = process.threadCpuUsage()
  let isOver = false
  const look = () => {
    const now = process.threadCpuUsage()
    longest = Math.max(longest, now.user - last.user + now.system - last.system)
    last = now
    if (!isOver) setImmediate(look)
  }
  setImmediate(look)
  await work()
  await new Promise((resolve) => setImmediate(resolve))
  isOver = true
  return longest / 1_000
}

type Schema = JsonSchema & { maxItems?: number }

/** The value with every free text in it as long as it may be, the optional ones too. */
function fattened(value: unknown, schema: Schema, name: string): unknown {
  const form = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema
  const type = [form.type].flat().find((word) => word !== 'null')
  if (type === 'object' && form.properties) {
    const object = { ...(value as Record<string, unknown> | undefined) }
    for (const [field, property] of Object.entries(form.properties)) {
      const filled = fattened(object[field], property, field)
      if (filled !== undefined) object[field] = filled
    }
    return Object.keys(object).length > 0 || value !== undefined ? object : undefined
  }
  if (type === 'array') {
    if (!Array.isArray(value) || value.length === 0) return value
    const items = (form as Schema).items as Schema
    if (!isFreeText(items)) return value.map((entry) => fattened(entry, items, name))
    const count = Math.min((form as Schema).maxItems ?? mostEntries, mostEntries)
    return Array.from({ length: count }, (_, index) => `${index}${longWord(items)}`.slice(0, items.maxLength))
  }
  if (!isFreeText(form) || /email|url|slug|phone|color|currency|timezone|password|code/i.test(name))
    return value
  return `${other.next()}${longWord(form)}`.slice(0, form.maxLength)
}

const isFreeText = ({ type, pattern, format, enum: choices, const: fixed, maxLength }: JsonSchema) =>
  [type].flat().includes('string') &&
  (pattern === undefined || pattern === notBlank) &&
  !format &&
  !choices &&
  fixed === undefined &&
  (maxLength ?? 0) >= 20

const longWord = ({ maxLength = 200 }: JsonSchema) => 'Wörter'.repeat(Math.ceil(maxLength / 6))

async function fatRequest(operation: Operation): Promise<AttackRequest> {
  return fat.make(operation, {
    body: (body) => fattened(body, operation.body as unknown as Schema, ''),
  })
}

/** What the operation is called with where the domain refuses texts that say nothing. */
async function sendFat(operation: Operation): Promise<void> {
  const { status } = await send(other.owner, await fatRequest(operation))
  if (status >= 400) await send(other.owner, await fat.make(operation))
}

async function compare(
  smallWork: () => Promise<unknown>,
  fatWork: () => Promise<unknown>,
): Promise<string | null> {
  let fault: string | null = null
  // Twice more before it counts: what is loaded with the first use takes its time, and the collector of garbage too.
  for (let run = 0; run < 3; run++) {
    const tookMs = await longestTurnMs(fatWork)
    if (tookMs <= leastMs) return null
    const allowedMs = Math.max(leastMs, mostTimes * (await longestTurnMs(smallWork)))
    if (run > 0 && tookMs <= allowedMs) return null
    fault = `held this process for ${Math.round(tookMs)} ms, ${Math.round(allowedMs)} ms are allowed`
  }
  return fault
}

const writing = guarded.filter(
  (operation) =>
    takesJson(operation) &&
    (operation.creates || operation.method === 'PATCH' || operation.method === 'PUT') &&
    // The accounts of both owners, and the installation that both are in.
    operation.module !== 'identity' &&
    !operation.path.startsWith('/api/system'),
)
const reading = guarded.filter(
  ({ writes, answers, access }) => !writes && answers !== 'events' && access !== 'key',
)

test(
  'no write of a record as large as its schema allows holds the process ten times longer than of a small one',
  patient,
  () =>
    attack(writing, async (operation) => {
      const fault = await compare(
        async () => send(space.owner, await small.make(operation)),
        () => sendFat(operation),
      )
      for (let row = 2; row < rows && operation.creates; row++) await sendFat(operation)
      return fault
    }),
)

test(
  'no answer with records as large as their schemas allow holds the process ten times longer than with small ones',
  patient,
  () =>
    attack(reading, async (operation) => {
      const query: Record<string, string> = operation.list ? { page_size: '100' } : {}
      const read = async (maker: typeof fat, caller: Client) =>
        send(caller, await maker.make(operation, { query }))
      return compare(
        () => read(small, space.owner),
        () => read(fat, other.owner),
      )
    }),
)
