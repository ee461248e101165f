import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { testApp } from '#platform/testing/app.ts'
import { jsonWriter } from './json-rows.ts'

const cases: [sql: string, json: unknown][] = [
  ['null::text', null],
  [`'a "quoted" \\ text' || chr(10) || chr(8232) || '😀'`, 'a "quoted" \\ text\n\u2028😀'],
  ["''", ''],
  ['true', true],
  ['false', false],
  ['-7::smallint', -7],
  ['2147483647', 2147483647],
  ['9007199254740991::bigint', 9007199254740991],
  ['0.1::double precision', 0.1],
  ['1e300::double precision', 1e300],
  ['12.50::numeric', 12.5],
  ["date '2024-02-29'", '2024-02-29'],
  ["timestamptz '2026-11-01 10:30:00+02'", '2026-11-01T08:30:00.000Z'],
  ["timestamptz '2026-11-01 08:30:00.5Z'", '2026-11-01T08:30:00.500Z'],
  ["timestamptz '2026-11-01 08:30:00.123456Z'", '2026-11-01T08:30:00.123Z'],
  ["timestamptz '0001-01-01 00:00:00Z'", '0001-01-01T00:00:00.000Z'],
  ['to_json(\'{a,"b c"}\'::text[])', ['a', 'b c']],
  ["json_build_object('a', 1)", { a: 1 }],
  ['\'{"a": [null]}\'::jsonb', { a: [null] }],
]

test('every type of column becomes the JSON that it is', async () => {
  const { databaseUrl } = await testApp()
  const client = new pg.Client({
    connectionString: databaseUrl,
    types: { getTypeParser: () => (text: string) => text } as never,
    options: '-c timezone=UTC -c datestyle=ISO',
  })
  await client.connect()
  try {
    const { fields, rows } = await client.query<(string | null)[]>({
      text: `
        select ${cases.map(([sql], index) => `${sql} as "field ${index}"`).join(', ')}, 'not shown' as last`,
      rowMode: 'array',
    })
    const [row] = rows
    assert(row)
    // Byte for byte what a single record is written as, so that a list and a record can be compared as texts.
    assert.equal(
      jsonWriter(fields, 1)(row),
      JSON.stringify(Object.fromEntries(cases.map(([, json], index) => [`field ${index}`, json]))),
    )
  } finally {
    await client.end()
  }
})

test('a type without a JSON form is refused for every caller', () => {
  assert.throws(() => jsonWriter([{ name: 'at', dataTypeID: 1266 }]), /The column at has a type \(1266\)/)
})
