import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../kernel/problem.ts'
import type { PaperText, Part } from './paper.ts'
import { renderPaper } from './render.ts'
import { textOf } from './testing/pdf-text.ts'

const paper = (...parts: Part[]): PaperText => ({
  title: 'A paper',
  workspace: 'Heron Air',
  now: new Date('2026-11-01T08:00:00Z'),
  parts,
})
const rows = (...cells: string[]): Part => ({
  kind: 'table',
  columns: [
    { title: 'Short', share: 1 },
    { title: 'Long', share: 3 },
  ],
  rows: cells.map((cell, index) => [String(index), cell]),
})
const isTurnedAway = (error: unknown) => {
  assert.ok(error instanceof Problem)
  assert.equal(error.status, 503)
  assert.ok(Number(error.headers?.['retry-after']) > 0)
  return true
}

test('this thread is free while a document is drawn', async () => {
  let turns = 0
  let isDrawn = false
  const drawn = renderPaper(paper(rows(...Array.from({ length: 60 }, () => 'word '.repeat(40)))), 'a')
  const count = () => {
    turns += 1
    if (!isDrawn) setImmediate(count)
  }
  count()
  const pdf = await drawn.finally(() => {
    isDrawn = true
  })
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  assert.ok(turns > 100, `${turns} turns of the event loop`)
})

test('a word that is longer than its line is broken, and costs little more than the same letters as words', async () => {
  const drawMs = async (cell: string) => {
    let least = Number.POSITIVE_INFINITY
    for (let run = 0; run < 3; run++) {
      const from = performance.now()
      await renderPaper(paper(rows(cell)), 'a')
      least = Math.min(least, performance.now() - from)
    }
    return least
  }
  const inWords = await drawMs('heron12 '.repeat(2_500))
  const inOneWord = await drawMs('heron12x'.repeat(2_500))
  assert.ok(inOneWord < 10 * inWords, `${inOneWord} ms in one word, ${inWords} ms in many`)
  const text = textOf(
    await renderPaper(paper(rows('abcdefghij'.repeat(30)), { kind: 'heading', text: 'End', above: 0 }), 'a'),
  )
  assert.equal(text.replaceAll(/\s/g, '').split('abcdefghij').length - 1, 30)
  const short = textOf(await renderPaper(paper({ kind: 'paragraph', text: 'f'.repeat(64) }), 'a'))
  assert.ok(short.includes('f'.repeat(64)), 'a hash that fits on its line can be copied')
})

test('a document that takes too long is given up with 503, and the next one is drawn', async () => {
  await assert.rejects(renderPaper(paper(rows('x')), 'a', 0), isTurnedAway)
  assert.ok((await renderPaper(paper(rows('x')), 'a')).length > 0)
})

test('who asks for too many at once is turned away, and others have their turn between them', async () => {
  const done: string[] = []
  const ask = async (owner: string) => {
    // Short, so that on a busy machine too each finds its turn in time.
    await renderPaper(paper(rows(...Array.from({ length: 5 }, () => 'word '.repeat(20)))), owner)
    done.push(owner)
  }
  const many = Array.from({ length: 11 }, () => ask('a'))
  await assert.rejects(ask('a'), isTurnedAway)
  const busy = Array.from({ length: 11 }, () => ask('b'))
  await ask('c')
  assert.ok(done.length < 8, `${done.length} were drawn before it`)
  await Promise.all([...many, ...busy])
  assert.equal(done.length, 23)
})
