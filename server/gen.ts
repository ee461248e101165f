import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
// First of ours: what `pg` makes of a value is set there, and the types of rows are read off it.
import '#platform/database/database.ts'
import { describeSchema } from '#platform/database/describe.ts'
import { startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import { architecturePage } from '../scripts/architecture-page.ts'
import { consoleBodies } from '../scripts/console-bodies.ts'
import { consoleChoices, consoleLabels } from '../scripts/console-choices.ts'
import { consoleContract } from '../scripts/console-contract.ts'
import { consoleMoves } from '../scripts/console-moves.ts'
import { pythonClient } from '../scripts/python-client.ts'
import { checkSql } from '../scripts/sql/check.ts'

// Writes what is generated and checked in: types of the database and of the rows of
// its statements, schema.sql, openapi.json,
// docs/errors.md, the types of the API, and what the console has to know of it. `--check` writes nothing and fails on a difference.
const root = join(import.meta.dirname, '..')
const check = process.argv.includes('--check')
const different: string[] = []
const wrong: string[] = []

function put(path: string, text: string): void {
  const target = join(root, path)
  const before = (() => {
    try {
      return readFileSync(target, 'utf8')
    } catch {
      return ''
    }
  })()
  if (before === text) return
  if (check) different.push(path)
  else {
    writeFileSync(target, text)
    console.log(`wrote ${path}`)
  }
}

const directory = mkdtempSync(join(tmpdir(), 'apron-gen-'))
const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres'), throwaway: true })
try {
  const url = postgres.url('postgres')
  await migrate(url)
  const types = join(directory, 'schema.ts')
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/kysely-codegen/dist/cli/bin.js'),
      '--dialect',
      'postgres',
      '--url',
      url,
      '--out-file',
      types,
      '--date-parser',
      'string',
      '--numeric-parser',
      'number',
      '--default-schema',
      'public',
      '--overrides',
      JSON.stringify({ columns: {} }),
      '--type-mapping',
      JSON.stringify({ int8: 'ColumnType<number, number | string, number | string>' }),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  put('server/platform/database/schema.ts', readFileSync(types, 'utf8'))
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    put('schema.sql', await describeSchema(client))
    await client.query('set search_path = public')
    const { problems, text, statements, unchecked } = await checkSql(root, client)
    put('server/platform/database/statements.ts', text)
    // Read only now: the modules import the types that have just been written.
    const { modules } = await import('./modules.ts')
    const { checkDeclared } = await import('../scripts/sql/declared.ts')
    const declared = await checkDeclared(root, client, modules)
    console.log(
      `SQL: prepared ${statements} statements, and ${declared.statements} of lists, records and other declarations; ${unchecked} pieces are known only when they run`,
    )
    wrong.push(...problems, ...declared.problems)
  } finally {
    await client.end()
  }
} finally {
  await postgres.stop()
  rmSync(directory, { recursive: true, force: true })
}

if (wrong.length > 0) {
  console.error(`PostgreSQL refuses this SQL, or cannot be asked about it:\n${wrong.join('\n')}`)
  process.exit(1)
}

const { modules, roles } = await import('./modules.ts')
const { eventTypesOf, version } = await import('./app.ts')
const { openApiDocument, published } = await import('#platform/http/openapi.ts')
const { toLines } = await import('#platform/http/openapi-text.ts')
const { problemCatalog } = await import('#platform/kernel/problem.ts')
const operations = modules.flatMap((module) => module.operations)
const document = openApiDocument(modules, operations, eventTypesOf(operations), roles, version)
const reference = `${toLines(published(document))}\n`
put('openapi.json', reference)
put('docs/errors.md', errorsDocument())
put('docs/architecture.md', architecturePage(root))
put('client/schema.ts', typesOf(reference))
// The page inside of each pack verifies it with the code of the client.
const verifier = stripTypeScriptTypes(readFileSync(join(root, 'client/verify-pack.ts'), 'utf8'))
put('server/modules/training/vtr/verifier.txt', verifier.replaceAll(/^export /gm, ''))
put('console/src/api/contract.ts', consoleContract(document))
put('console/src/api/choices.ts', consoleChoices(document))
put('console/src/api/labels.ts', consoleLabels(document))
put('console/src/api/moves.ts', consoleMoves(document))
put('console/src/api/bodies.ts', consoleBodies(document))
const python = pythonClient(JSON.parse(reference))
put('clients/python/src/apron/models.py', python.models)
put('clients/python/src/apron/operations.py', python.operations)

if (different.length > 0) {
  console.error(`Not as generated: ${different.join(', ')}. Run: npm run gen`)
  process.exit(1)
}

function errorsDocument(): string {
  const entries = problemCatalog().map(
    (entry) => `## ${entry.code}\n\n\`${entry.status}\` ${entry.meaning}.\n\n**What to do.** ${entry.fix}\n`,
  )
  return [
    '# Errors',
    '',
    'Every refusal is `{"success": false, "error": "<a sentence>", "code": "<machine_code>", "details"?: [{"field", "message"}], "requestId"}`.',
    'The sentence is for people and may change; the code is for programs and stays. The answer links to the entry of its code in a `Link` header, and the installation serves this page at `/docs/errors`.',
    '',
    '400 malformed or invalid · 401 who are you · 403 you may not · 404 missing or not yours · 409 wrong state or conflict · 412 changed since you read it · 422 breaks a rule of the domain · 429 too many, see `Retry-After` · 5xx our fault: the request id finds it in the log.',
    '',
    ...entries,
  ].join('\n')
}

/** The types of the API in TypeScript. */
function typesOf(reference: string): string {
  const scratch = mkdtempSync(join(tmpdir(), 'apron-api-'))
  const [source, target] = [join(scratch, 'openapi.json'), join(scratch, 'schema.ts')]
  try {
    writeFileSync(source, reference)
    // It needs TypeScript 5 beside it, so it lives with the console.
    execFileSync(
      process.execPath,
      [join(root, 'console/node_modules/openapi-typescript/bin/cli.js'), source, '-o', target],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    // Its four spaces a level are a third of the file.
    return readFileSync(target, 'utf8').replace(/^(?: {4})+/gm, (indent) => '\t'.repeat(indent.length / 4))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
