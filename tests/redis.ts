import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { ensureRedis } from '../scripts/debian.ts'

export type Test = { after(end: () => Promise<void>): void }

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

export function endWith(t: Test, child: ChildProcess): void {
  t.after(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  })
}

/** A Redis of its own. @returns its address. */
export async function startRedis(t: Test): Promise<string> {
  const port = await freePort()
  const child = spawn(
    ensureRedis(),
    ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  endWith(t, child)
  for await (const line of child.stdout) if (String(line).includes('eady to accept')) break
  child.stdout.resume()
  return `redis://127.0.0.1:${port}`
}
