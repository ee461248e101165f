// Plain JavaScript that any Node version runs, because npm itself may run on an old one. It starts the Node of
// the dependency `node`, or the machine's own Node if that is new enough.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
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
// The channel tells the child when this process is gone, even if it was killed.
const child = spawn(isNewEnough ? process.execPath : bundled, [...memoryFlags, `${root}${script}`, ...args], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))

// npm starts a shell, and the shell starts this script. When npm gets a signal, it passes it to the shell, which ends
// without passing it on; when npm is killed, the shell waits. In both cases the program would go on without a parent.
if (process.env.npm_lifecycle_event) {
  const parents = parentsOf()
  setInterval(() => {
    if (parentsOf() !== parents) child.kill('SIGTERM')
  }, 500).unref()
}

function parentsOf() {
  try {
    const above = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${process.ppid}/status`, 'utf8'))
    return `${process.ppid} ${above?.[1]}`
  } catch {
    return `${process.ppid}`
  }
}
