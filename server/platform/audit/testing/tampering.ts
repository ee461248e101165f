import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { startTestApp } from '../../testing/app.ts'
import { happened } from '../../testing/past.ts'
import { type TestWorkspace, workspace } from '../../testing/workspace.ts'
import { closeSegments } from '../close-segment.ts'
import { verifyExport } from '../verify.ts'
import { linesOf } from '../verify-command.ts'

// An honest export of the audit log, and what tests change in it.

export const app = await startTestApp({}, { work: false })
export const directory = mkdtempSync(join(tmpdir(), 'apron-verify-'))
after(() => rmSync(directory, { recursive: true, force: true }))

// biome-ignore lint/suspicious/noExplicitAny: lines of a file, which the tests tamper with
export type Line = Record<string, any>

export const nasty = [
  'quote " backslash \\ slash / ',
  'controls \u0001\u0008\u000b\u001f\u007f\u0080\u009f',
  'tab\tnewline\nreturn\rformfeed\f',
  'separators \u2028\u2029\ufeff\u202e',
  'beyond 😀 𝕏 \u{10ffff} e\u0301 ﷽',
  '<script>&amp;</script> %00 \\u0000',
  '',
]

/** A workspace with closed segments, an open end and whatever a label can hold. */
export async function logged(): Promise<TestWorkspace> {
  const space = await workspace(undefined, app)
  for (const [index, label] of nasty.entries())
    await happened(space, 'note.made', 20 - Math.floor(index / 2), {
      label,
      changes: [{ field: label, before: null, after: nasty }],
    })
  await happened(space, 'note.made', 2)
  await closeSegments(app.services)
  await space.project({ name: 'Größe "quoted"\t😀' })
  await space.project()
  return space
}

export async function exported({ owner }: TestWorkspace, query = ''): Promise<string> {
  const answer = await owner.get(`/api/v1/admin/audit-log/export?format=ndjson${query}`)
  assert.equal(answer.status, 200)
  return answer.text
}
export const parse = (text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
export const write = (lines: Line[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')
export const check = (text: string, keys: string[] = []) =>
  verifyExport(
    linesOf(
      (async function* () {
        yield Buffer.from(text)
      })(),
    ),
    keys,
  )

export async function misfit(text: string, keys: string[] = []): Promise<string> {
  const verdict = await check(text, keys)
  assert.equal(verdict.outcome, 'misfit', `passed: ${JSON.stringify(verdict)}`)
  return `${verdict.outcome === 'misfit' ? `${verdict.line}: ${verdict.reason}` : ''}`
}

export const space = await logged()
export const honest = await exported(space)
export const lines = parse(honest)
export const [publicKey = ''] = (await space.anybody.get('/api/v1/audit-keys')).data.map(
  (key: { publicKey: string }) => key.publicKey,
)
/** The lines, with one of them twisted: the first of a kind that fits. */
export function twisted(kind: string, twist: (line: Line) => void, fits = (_line: Line) => true): string {
  const copy = structuredClone(lines)
  const line = copy.find((one) => one.kind === kind && fits(one))
  assert.ok(line, `no ${kind}`)
  twist(line)
  return write(copy)
}
export const at = (kind: string, sequence: number) =>
  lines.findIndex((line) => line.kind === kind && line.sequence === sequence)
