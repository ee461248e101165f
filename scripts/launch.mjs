// Plain JavaScript that any Node version runs, because npm itself may run on an old one. It starts the Node of
// the dependency `node`, or the machine's own Node if that is new enough.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const needed = 26
// By default, V8 lets garbage grow to a multiple of the memory in use before it collects. An import of 100,000
// flights then peaks at 450 MB instead of 330. Tighter limits (8 and 50) save 50 MB more and slow lists by a tenth.
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
