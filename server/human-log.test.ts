import assert from 'node:assert/strict'
import { test } from 'node:test'
import pino from 'pino'
import { humanLine } from './human-log.ts'

function logged(write: (log: pino.Logger) => void): (string | null)[] {
  const lines: (string | null)[] = []
  write(pino({ base: null }, { write: (json: string) => lines.push(humanLine(json)) }))
  return lines.map((line) => line?.replace(/^\d\d:\d\d:\d\d /, '') ?? null)
}

test('a terminal shows a message with what belongs to it, and no answered request', () => {
  assert.deepEqual(
    logged((log) => {
      log.info('Server listening')
      log.info({ migrations: ['0001_a.sql', '0002_b.sql'] }, 'the database was brought up to date')
      log.info(
        { operation: 'listFlights', method: 'GET', path: '/api/v1/ops/flights', status: 200 },
        'request',
      )
      log.warn({ requestId: 'r1', path: '/x' }, 'slow')
    }),
    [
      'Server listening',
      'the database was brought up to date (migrations 2 of them, the last 0002_b.sql)',
      null,
      'WARN slow (requestId r1, path /x)',
    ],
  )
})

test('an error shows where it came from, and a failed request is shown', () => {
  const [error, request] = logged((log) => {
    log.error(new Error('the disk is full'))
    log.error({ operation: 'logFlight', status: 500 }, 'failed')
  })
  assert.match(error ?? '', /^ERROR the disk is full \n?\nError: the disk is full\n +at /)
  assert.equal(request, 'ERROR failed (status 500)')
})
