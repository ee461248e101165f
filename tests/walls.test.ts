import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { importsOf, wallProblems } from '../scripts/walls.ts'

const root = join(import.meta.dirname, '..')
const refusals = (planted: Record<string, string>) => wallProblems(root, planted)

test('the house as it stands goes through no wall and has no circle', () => {
  assert.deepEqual(refusals({}), [])
})

test('a module may not import the inside of another one, by a relative path either', () => {
  assert.deepEqual(
    refusals({
      'server/modules/maintenance/planted.ts': "import { Aircraft } from '../fleet/aircraft.ts'\n",
    }),
    [
      'server/modules/maintenance/planted.ts imports ../fleet/aircraft.ts: of another module only its index.ts',
    ],
  )
})

test('a module may not import another one without an arrow, and a circle is named', () => {
  const problems = refusals({
    'server/modules/fleet/planted.ts': "import { maintenance } from '#modules/maintenance/index.ts'\n",
  })
  const [refusal, circle = ''] = problems
  assert.equal(
    refusal,
    'server/modules/fleet/planted.ts imports #modules/maintenance/index.ts: no arrow leads from fleet to maintenance',
  )
  assert.match(
    circle,
    /^these rooms import each other: modules\/fleet → .*modules\/maintenance .*→ modules\/fleet$/,
  )
  assert.equal(problems.length, 2)
})

test('two files that import each other are a circle', () => {
  assert.deepEqual(
    refusals({
      'server/platform/net/a.ts': "import { b } from './b.ts'\n",
      'server/platform/net/b.ts': "import { a } from './a.ts'\n",
    }),
    [
      'these files import each other: server/platform/net/a.ts → server/platform/net/b.ts → server/platform/net/a.ts',
    ],
  )
})

test('the console may not import the server, however it spells the import', () => {
  for (const text of [
    "import { roles } from '../../../../server/roles.ts'\n",
    "import type { Role } from '../../../../server/roles.ts'\n",
    "const roles = await import('../../../../server/roles.ts')\n",
  ])
    assert.deepEqual(refusals({ 'console/src/modules/fleet/planted.ts': text }), [
      'console/src/modules/fleet/planted.ts imports ../../../../server/roles.ts: the console and the client know the server by openapi.json alone',
    ])
})

test("the console's kit knows neither the shell nor a page", () => {
  const problems = refusals({
    'console/src/ui/planted.ts': "import '#shell/Shell.tsx'\nimport '#modules/today/Today.tsx'\n",
  })
  // The planted imports may also close a circle, depending on what the page imports today.
  assert.deepEqual(
    problems.filter((problem) => problem.startsWith('console/src/ui/planted.ts')),
    [
      'console/src/ui/planted.ts imports #shell/Shell.tsx: console/ui does not import console/shell',
      'console/src/ui/planted.ts imports #modules/today/Today.tsx: console/ui does not import console/modules/today',
    ],
  )
})

test('the platform knows no module, and production code imports no fixture', () => {
  assert.deepEqual(
    refusals({
      'server/platform/kernel/planted.ts':
        "import type { Flight } from '#modules/flights/index.ts'\nimport { workspace } from '../testing/workspace.ts'\n",
    }),
    [
      'server/platform/kernel/planted.ts imports #modules/flights/index.ts: the platform knows no module',
      'server/platform/kernel/planted.ts imports ../testing/workspace.ts: production code imports no test and no fixture',
    ],
  )
})

test('an import of types only is distinguished from an import of values', () => {
  const imports = importsOf(
    'server/platform/net/x.ts',
    "import type { A } from './a.ts'\nimport { type B } from './b.ts'\nimport { type C, d } from './c.ts'\nexport * from './e.ts'\nexport type F = 'not an import'\n",
  )
  assert.deepEqual(
    imports.map(({ specifier, isTypeOnly }) => [specifier, isTypeOnly]),
    [
      ['./a.ts', true],
      ['./b.ts', true],
      ['./c.ts', false],
      ['./e.ts', false],
    ],
  )
})
