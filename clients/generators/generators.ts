import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Generator {
  name: string
  /** Runs in every `npm test`. `npm run clients` runs all. */
  isInSuite?: boolean
  /** The command that makes a client of `document` in `folder`, and what it needs there. */
  command(document: string, folder: string): string[]
  /** The registration that its sample creates. */
  registration: string
}

export const generators: Generator[] = [
  {
    name: 'openapi-typescript',
    isInSuite: true,
    command: (document, folder) => ['openapi-typescript', document, '-o', join(folder, 'schema.ts')],
    registration: 'N1FETCH',
  },
  {
    name: 'hey-api',
    command: (document, folder) => [
      'openapi-ts',
      ...['-i', document, '-o', join(folder, 'generated'), '--client', '@hey-api/client-fetch'],
    ],
    registration: 'N2HEY',
  },
  {
    name: 'orval',
    command: (document, folder) => [
      'orval',
      ...['--input', document, '--output', join(folder, 'generated.ts'), '--client', 'axios'],
    ],
    registration: 'N3ORV',
  },
  {
    name: 'swagger-typescript-api',
    isInSuite: true,
    command: (document, folder) => [
      'swagger-typescript-api',
      ...['generate', '-p', document, '-o', folder, '-n', 'generated.ts'],
    ],
    registration: 'N4SWAG',
  },
  {
    name: 'openapi-zod-client',
    command: (document, folder) => [
      'openapi-zod-client',
      ...[document, '-o', join(folder, 'generated.ts'), '--export-schemas'],
    ],
    registration: 'N5ZOD',
  },
  {
    name: 'kubb',
    command: (document, folder) => {
      writeFileSync(
        join(folder, 'kubb.config.mjs'),
        `import { defineConfig } from '@kubb/core'
import { pluginClient } from '@kubb/plugin-client'
import { pluginOas } from '@kubb/plugin-oas'
import { pluginTs } from '@kubb/plugin-ts'
export default defineConfig({
  root: ${JSON.stringify(folder)},
  input: { path: ${JSON.stringify(document)} },
  output: { path: './generated', format: false, lint: false },
  plugins: [pluginOas({ generators: [] }), pluginTs(), pluginClient()],
})`,
      )
      return ['kubb', 'generate', '--config', join(folder, 'kubb.config.mjs')]
    },
    registration: 'N6KUBB',
  },
]
