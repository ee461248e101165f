import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { runImportFromFile } from './command.ts'

test('the command imports a file as the page does, and says how it went', async (t) => {
  const { owner, slug } = await workspace(t)
  const { code, lines } = await run('Name,Email\nAda Holm,ada@example.com\n', { workspace: slug })
  assert.equal(code, 0)
  assert.deepEqual(lines, [
    'people.csv: 1 rows, 1 good, 0 with problems',
    '100 %',
    'Imported 1 rows, left out 0',
  ])
  assert.equal((await owner.get('/api/v1/ops/crew')).data.total, 1)
  assert.equal((await owner.get('/api/integrations/imports')).data.items[0].status, 'completed')
})

test('the command names every problem and imports nothing, unless the good rows are asked for', async (t) => {
  const { owner, slug } = await workspace(t)
  const file = 'Name,Email\nAda Holm,ada@example.com\nBo Lind,nowhere\n'
  const refused = await run(file, { workspace: slug })
  assert.equal(refused.code, 1)
  assert.match(refused.lines.join('\n'), /row 3, Email: “nowhere” is not an email address/)
  assert.match(refused.lines.at(-1) ?? '', /--good-rows/)
  assert.equal((await owner.get('/api/v1/ops/crew')).data.total, 0)
  assert.equal((await run(file, { workspace: slug, goodRowsOnly: true })).code, 0)
  assert.equal((await owner.get('/api/v1/ops/crew')).data.total, 1)
})

test('the command refuses in a sentence what it cannot do', async (t) => {
  const { slug } = await workspace(t)
  assert.match(
    (await run('Name\nAda\n', { workspace: slug, kind: 'balloons' })).lines[0] ?? '',
    /no import of balloons/,
  )
  assert.match((await run('Name\nAda\n', { workspace: 'nowhere' })).lines[0] ?? '', /no workspace nowhere/)
  assert.match((await run('', { workspace: slug })).lines[0] ?? '', /empty/)
  assert.match((await run(null, { workspace: slug })).lines[0] ?? '', /no such file/)
  assert.match(
    (await run('Name\nAda\n', { workspace: slug, options: { wings: 'two' } })).lines[0] ?? '',
    /cannot be set/,
  )
})

async function run(
  content: string | null,
  given: { workspace: string; kind?: string; goodRowsOnly?: boolean; options?: Record<string, string> },
) {
  const app = await testApp()
  const path = join(app.dataDir, content === null ? 'none.csv' : 'people.csv')
  if (content !== null) writeFileSync(path, content)
  const lines: string[] = []
  const command = {
    kind: 'people',
    path,
    goodRowsOnly: false,
    options: {},
    print: (line: string) => lines.push(line),
    ...given,
  }
  return { code: await runImportFromFile(app.services, command), lines }
}
