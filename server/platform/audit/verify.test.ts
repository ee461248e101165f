import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  at,
  check,
  exported,
  honest,
  lines,
  misfit,
  parse,
  publicKey,
  space,
  twisted,
  write,
} from './testing/tampering.ts'

test('an honest export is whole, whatever its texts hold', async () => {
  const { data } = await space.owner.get('/api/v1/admin/audit-log?page_size=1')
  const verdict = await check(honest, [publicKey])
  assert.equal(verdict.outcome, 'whole')
  if (verdict.outcome !== 'whole') return
  assert.deepEqual(
    [verdict.entries, verdict.head.sequence, verdict.purged, verdict.keys, verdict.workspace.id],
    [data.total, data.total, { segments: 0, entries: 0 }, [publicKey], space.id],
  )
  assert.ok(verdict.segments >= 5)
})

test('a change of any field of an entry is found', async () => {
  const entry = lines.find((line) => line.kind === 'entry' && line.subjectLabel?.startsWith('beyond'))
  assert.ok(entry)
  const sequence: number = entry.sequence
  for (const field of Object.keys(entry).filter((key) => key !== 'kind')) {
    for (const value of [
      ...(typeof entry[field] === 'string'
        ? [entry[field] === '' ? 'x' : `${entry[field]}x`, entry[field].slice(1)]
        : []),
      entry[field] === null ? 'x' : null,
      {},
      [entry[field]],
      777,
    ]) {
      const text = twisted(
        'entry',
        (line) => {
          line[field] = value
        },
        (line) => line.sequence === sequence,
      )
      assert.match(
        await misfit(text),
        new RegExp(`^${at('entry', sequence) + 1}: `),
        `${field} = ${JSON.stringify(value)}`,
      )
    }
  }
  assert.match(
    await misfit(
      twisted(
        'entry',
        (line) => {
          line.action = 'flight.approved'
        },
        (line) => line.sequence === 4,
      ),
    ),
    /: entry 4 \(evt_\w+, flight\.approved\) was changed: its hash is not that of its content$/,
  )
})

test('a change of any field of a segment, of the head and of the first line is found', async () => {
  for (const kind of ['segment', 'head', 'export']) {
    for (const field of Object.keys(lines.find((line) => line.kind === kind) ?? {}).filter(
      (key) => key !== 'kind',
    )) {
      for (const value of [null, 'x', 7, {}, [], { at: 'x', key: publicKey, signature: 'x' }])
        await misfit(
          twisted(kind, (line) => {
            line[field] = value
          }),
        ).catch((error: Error) => {
          // The one that is what it was.
          if (JSON.stringify(lines.find((line) => line.kind === kind)?.[field]) !== JSON.stringify(value))
            throw error
        })
    }
  }
})

test('an entry that was removed is found', async () => {
  for (const sequence of [1, 5, lines.at(-1)?.sequence - 1]) {
    const index = at('entry', sequence)
    const text = write(lines.toSpliced(index, 1))
    assert.match(await misfit(text), new RegExp(`${sequence}`))
  }
  assert.match(
    await misfit(write(lines.toSpliced(at('entry', 2), 1))),
    /entry 3 \(.*\) stands where entry 2 belongs: entry 2 is missing, or they were swapped|segment 1 ends with entry 2/,
  )
})

test('two entries that were swapped are found', async () => {
  const [one, two] = [at('entry', lines.at(-1)?.sequence - 1), at('entry', lines.at(-1)?.sequence)]
  const text = write(lines.with(one, lines[two] ?? {}).with(two, lines[one] ?? {}))
  assert.match(await misfit(text), /stands where entry \d+ belongs: .* missing, or they were swapped/)
})

test('an end that was cut off is found, with the head or without it', async () => {
  assert.match(await misfit(write(lines.slice(0, -1))), /without the signed head: its end was cut off/)
  assert.match(
    await misfit(write(lines.toSpliced(-2, 1))),
    /the head is at entry (\d+), and the file ends with entry \d+: entries were cut off/,
  )
  for (let count = 0; count < lines.length; count++) await misfit(write(lines.slice(0, count)))
  assert.match(await misfit(honest.slice(0, -30)), /no line of JSON/)
  assert.match(await misfit(''), /empty/)
  assert.match(await misfit(write(lines.slice(1))), /does not begin with the first line/)
})

test('an older head does not pass for the end of a newer export', async () => {
  const older = lines.at(-1) ?? {}
  await space.project()
  const newer = parse(await exported(space))
  await misfit(write([...newer.slice(0, -1), older]))
  await misfit(write([...newer, older]))
})
