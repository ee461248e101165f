// Plain JavaScript that any Node runs: npm may itself be on an old one. What it starts is the Node of
// the dependency `node`, which npm puts first on the path, or the machine's own where it is new enough.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const needed = 26
const [script, ...args] = process.argv.slice(2)
const root = fileURLToPath(new URL('..', import.meta.url))
if (Number(process.versions.node.split('.')[0]) >= needed) {
  process.argv = [process.execPath, `${root}${script}`, ...args]
  await import(`${new URL('..', import.meta.url)}${script}`)
} else {
  const bundled = `${root}node_modules/node/bin/node`
  if (!existsSync(bundled)) {
    console.error(
      `Apron needs Node ${needed} or newer; this is ${process.versions.node}. Run npm ci, which brings it, without --omit=optional and without --ignore-scripts`,
    )
    process.exit(1)
  }
  const child = spawn(bundled, [`${root}${script}`, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
