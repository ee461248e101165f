import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '#platform/kernel/id.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { inOrderOfTime, judgeLedger, type LedgerEntry } from '#rules/meter-ledger.ts'

const lines = 450
const at = (hours: number) => new Date(Date.UTC(2025, 0, 1) + hours * 3_600_000).toISOString()

/** Writes a long ledger of hobbs readings and one of time in the air, an hour between two lines. */
async function fill({ app, uuid }: TestWorkspace, aircraftId: string): Promise<void> {
  const rows = Array.from({ length: lines }, (_none, index) => [
    { kind: 'hobbs', reading: 100 + index * 50, began: 50 + index * 50, added: null },
    { kind: 'air', reading: null, began: null, added: 7 },
  ]).flatMap((pair, index) => pair.map((line) => ({ ...line, id: newId('rdg'), readAt: at(index) })))
  await app.sql(
    `insert into meter_readings (workspace_id, id, aircraft_id, kind, entry, reading_hundredths, began_hundredths, added, read_at)
     select $1, l.id, $2, l.kind, 'reading', l.reading, l.began, l.added, l."readAt"
       from jsonb_to_recordset($3::jsonb) as l (id text, kind text, reading bigint, began bigint, added integer, "readAt" timestamptz)`,
    [uuid, aircraftId, JSON.stringify(rows)],
  )
}

/** The ledger as it is stored, beside what the rule says about all its lines. */
async function compare({ app }: TestWorkspace, aircraftId: string, kind: 'hobbs' | 'air'): Promise<void> {
  const stored = await app.sql<Record<string, unknown>>(
    `select id, entry, read_at, reading_hundredths::int as reading, began_hundredths::int as began,
            ended_hundredths::int as ended, added, total_hundredths::int as total, flag_reason, flag_reading_id
       from meter_readings where aircraft_id = $1 and kind = $2`,
    [aircraftId, kind],
  )
  const entries = stored.map(
    (line): LedgerEntry => ({
      id: String(line.id),
      entry: line.entry as LedgerEntry['entry'],
      readAt: new Date(String(line.read_at)).getTime(),
      readingHundredths: line.reading as number | null,
      beganHundredths: line.began as number | null,
      endedHundredths: line.ended as number | null,
      added: line.added as number | null,
      isFlight: false,
      isVoid: false,
    }),
  )
  const expected = judgeLedger(kind, entries.toSorted(inOrderOfTime))
  const found = new Map(stored.map((line) => [line.id, line]))
  assert.deepEqual(
    expected.map(({ id }) => [found.get(id)?.total, found.get(id)?.flag_reason]),
    expected.map(({ totalHundredths, flag }) => [totalHundredths, flag?.reason ?? null]),
  )
  const meters = await app.sql<{ total: number }>(
    `select (reading_hundredths + offset_hundredths)::int as total from meters where aircraft_id = $1 and kind = $2`,
    [aircraftId, kind],
  )
  assert.deepEqual(meters, [{ total: expected.at(-1)?.totalHundredths }])
}

test('wherever an entry arrives in a long ledger, all its lines are judged by it', async (t) => {
  const space = await workspace(t)
  const { id: aircraftId } = await space.aircraft()
  await fill(space, aircraftId)
  for (const entry of [
    // At the end: everything is judged, for nothing was.
    { kind: 'hobbs', readingHundredths: 22_600, readAt: at(lines) },
    // At the beginning: it changes nothing behind it, then everything.
    { kind: 'hobbs', readingHundredths: 150, readAt: at(1.5) },
    {
      kind: 'hobbs',
      entry: 'replacement',
      readingHundredths: 150,
      newReadingHundredths: 120,
      reason: 'New dial',
      readAt: at(1.6),
    },
    { kind: 'air', readingHundredths: 50_000, readAt: at(-1) },
    // In the middle, about where one batch of lines ends and the next begins.
    ...[99.5, 100.5, 101.5].map((hours) => ({ kind: 'air', readingHundredths: 60_000, readAt: at(hours) })),
    { kind: 'hobbs', entry: 'adjustment', readingHundredths: 5_000, reason: 'Typed wrong', readAt: at(99.5) },
  ]) {
    const answer = await space.owner.post(`/api/v1/ops/aircraft/${aircraftId}/readings`, entry)
    assert.equal(answer.status, 201, answer.text)
    for (const kind of ['hobbs', 'air'] as const) await compare(space, aircraftId, kind)
  }
})
