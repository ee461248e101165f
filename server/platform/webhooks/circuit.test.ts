import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterFailure, afterSuccess, beginProbe, type Circuit, closedCircuit } from './circuit.ts'

const second = 1000

function failing({
  times,
  every,
  from = 0,
  exhaustLast = false,
  circuit = closedCircuit,
}: {
  times: number
  every: number
  from?: number
  exhaustLast?: boolean
  circuit?: Circuit
}) {
  for (let n = 0; n < times; n++) {
    circuit = afterFailure(circuit, {
      now: from + n * every,
      isExhausted: exhaustLast && n === times - 1,
      isProbe: false,
    })
  }
  return circuit
}

test('it stays closed while a delivery climbs its ladder', () => {
  assert.equal(failing({ times: 5, every: 6 * second }).state, 'closed')
})

test('it opens when a whole round failed and nothing succeeded between', () => {
  const circuit = failing({ times: 6, every: 6 * second, exhaustLast: true })
  assert.deepEqual(circuit, { state: 'open', failures: 6, failingSince: 0, probeAt: 60 * second })
})

test('it stays closed when a delivery dies of which others were delivered meanwhile', () => {
  const { circuit } = afterSuccess(failing({ times: 5, every: second }))
  assert.equal(afterFailure(circuit, { now: 30 * second, isExhausted: true, isProbe: false }).state, 'closed')
})

test('a busy endpoint opens after 20 failures over 20 s, not after one bad second', () => {
  assert.equal(failing({ times: 100, every: 10 }).state, 'closed')
  assert.equal(failing({ times: 22, every: second }).state, 'open')
})

test('the first probe comes 30 s after opening, later ones at a tenth of the outage, at most 5 min', () => {
  let circuit = failing({ times: 6, every: 6 * second, exhaustLast: true })
  const waits: number[] = []
  for (let n = 0; n < 40; n++) {
    const now = circuit.probeAt ?? 0
    circuit = beginProbe(circuit, now)
    assert.equal(circuit.state, 'half_open')
    circuit = afterFailure(circuit, { now, isExhausted: true, isProbe: true })
    waits.push(((circuit.probeAt ?? 0) - now) / second)
  }
  assert.equal(waits[0], 30)
  assert.equal(waits.at(-1), 300)
  assert.ok(waits.every((wait, n) => wait >= (waits[n - 1] ?? 0)))
})

test('a failure that was no probe does not put the probe off', () => {
  const open = failing({ times: 6, every: 6 * second, exhaustLast: true })
  const later = afterFailure(open, { now: 40 * second, isExhausted: false, isProbe: false })
  assert.equal(later.state, 'open')
  assert.equal(later.probeAt, open.probeAt)
})

test('a success closes it and tells since when the outage was', () => {
  const half = beginProbe(
    failing({ times: 6, every: 6 * second, exhaustLast: true, from: 1 * second }),
    60 * second,
  )
  assert.deepEqual(afterSuccess(half), { circuit: closedCircuit, recoveredFrom: 1 * second })
  assert.equal(afterSuccess(failing({ times: 3, every: 1 })).recoveredFrom, null)
})
