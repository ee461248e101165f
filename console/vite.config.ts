import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

// `npm run dev -w console` proxies to a server that is already running.
const server = process.env.APRON_URL ?? 'http://127.0.0.1:8080'

/** Compresses once at build time, better than a server would at each request; it sends `file.br` or `file.gz` as it lies there. */
function precompress(): Plugin {
  const worth = /\.(?:js|css|html|json|svg)$/
  const brotli = (content: Buffer) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  let directory = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: (config) => {
      directory = join(config.root, config.build.outDir)
    },
    async closeBundle() {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true })
      await Promise.all(
        entries
          .filter((entry) => entry.isFile() && worth.test(entry.name))
          .map(async (entry) => {
            const path = join(entry.parentPath, entry.name)
            const content = await readFile(path)
            if (content.length > 1024)
              await Promise.all([
                writeFile(`${path}.br`, await brotli(content)),
                writeFile(`${path}.gz`, await promisify(gzip)(content)),
              ])
          }),
      )
    },
  }
}

export default defineConfig({
  base: '/app/',
  plugins: [react(), precompress()],
  server: { proxy: { '/api': server } },
  build: {
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // The policy allows no data: script, so nothing is inlined.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // What most pages share comes in two files that are cached together, and not in seventy.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(?:react|react-dom|scheduler)\//, priority: 2 },
            { name: 'kit', minShareCount: 40, priority: 1 },
          ],
        },
      },
    },
  },
})
