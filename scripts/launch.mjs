// Plain JavaScript that any Node runs: npm may itself be on an old one. What it starts is the Node of
// the dependency `node`, which npm puts first on the path, or the machine's own where it is new enough.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const needed = 26
// Left to itself, V8 lets garbage grow to a multiple of what is in use before it looks: an import of 100,000
// flights then peaks at 450 MB instead of 330. Tighter limits (8 and 50) spare 50 MB more and cost lists a tenth.
const memoryFlags = ['--max-semi-space-size=16', '--heap-growing-percent=100']

const [script, ...args] = process.argv.slice(2)
const root = fileURLToPath(new URL('..', import.meta.url))
const bundled = `${root}node_modules/node/bin/node`
const isNewEnough = Number(process.versions.node.split('.')[0]) >= needed
if (!isNewEnough && !existsSync(bundled)) {
  console.error(
    `Apron needs Node ${needed} or newer; this is ${process.versions.node}. Run npm ci, which brings it, without --omit=optional and without --ignore-scripts`,
  )
  process.exit(1)
}
const child = spawn(isNewEnough ? process.execPath : bundled, [...memoryFlags, `${root}${script}`, ...args], {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
