import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Writes sw.js beside index.html, with the names of all files that the console may need. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle(_options, bundle) {
      const unchanged = readdirSync(join(import.meta.dirname, '../../public/assets'))
      const files = [...Object.keys(bundle), ...unchanged.map((name) => `assets/${name}`)]
        .filter((name) => /^assets\/.*\.(?:js|css|woff2|json)$/.test(name))
        .map((name) => `/app/${name}`)
        .sort()
      const source = readFileSync(join(import.meta.dirname, 'worker.ts'), 'utf8')
      const index = String((bundle['index.html'] as { source?: unknown } | undefined)?.source ?? '')
      const version = createHash('sha256').update(files.join()).update(index).update(source).digest('hex')
      const build = JSON.stringify({ version: version.slice(0, 16), files })
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: `const build = ${build}\n${stripTypeScriptTypes(source)}`,
      })
    },
  }
}
