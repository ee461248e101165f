import type { Logger } from 'pino'
import { setupLines } from '#platform/identity/setup.ts'
import { joinNodes } from '#platform/system/node.ts'
import type { App } from './app.ts'
import type { Config } from './config.ts'
import { buildConsole } from './console-build.ts'
import { loadDemo } from './demo/load.ts'
import { open } from './open-installation.ts'
import { stopOnSignals } from './stop-on-signals.ts'

/** Serves with a believable flight school loaded. */
export function serveDemo(config: Config, log: Logger): Promise<void> {
  return serve(forDemonstration(config), log, async (app) => {
    const { login, password, key } = await loadDemo(app.services)
    return [
      `login: ${login}`,
      `password: ${password}`,
      `key: ${key}`,
      'webhooks may reach this machine (127.0.0.0/8, ::1), since this is a demonstration: WEBHOOK_ALLOW_NETWORKS',
    ]
  })
}

function forDemonstration(config: Config): Config {
  return {
    ...config,
    signup: config.signup ?? 'open',
    webhookAllowNetworks:
      config.webhookAllowNetworks.length > 0 ? config.webhookAllowNetworks : ['127.0.0.0/8', '::1/128'],
  }
}

/** Opens the installation, listens and works until a signal ends it. @param prepare what is done before it listens, and the lines that it prints. */
export async function serve(
  config: Config,
  log: Logger,
  prepare?: (app: App) => Promise<string[]>,
): Promise<void> {
  // The console is built while the database opens; where it is up to date this costs a few milliseconds.
  const building = buildConsole(log)
  const opening = open(config, log)
  // A stop during the start does not leave the database running either.
  const opened = () => opening.catch(() => null)
  let leaveNodes = async () => {}
  stopOnSignals(
    {
      announce: async () => (await opened())?.app.announceStop(),
      drainSeconds: config.drainSeconds,
      close: async () => {
        await leaveNodes()
        await (await opened())?.close()
      },
    },
    log,
  )
  const { app, close: closeApp } = await opening
  const node = await joinNodes(app.services).catch(async (error) => {
    await closeApp()
    throw error
  })
  leaveNodes = () => node.stop()
  const close = async () => {
    await node.stop()
    await closeApp()
  }
  try {
    const lines = [...((await prepare?.(app)) ?? []), ...(await setupLines(app.services))]
    await building
    await app.server.listen({ port: config.port, host: config.host })
    const address = addressOf(app, config)
    for (const line of lines) console.log(line)
    console.log(`the console is at ${config.publicUrl ?? address}/app/`)
    console.log(`listening on ${address}`)
    app.startWork()
  } catch (error) {
    await close()
    throw error
  }
}

function addressOf(app: App, config: Config): string {
  const [first] = app.server.addresses()
  if (first === undefined || typeof first === 'string') return `http://${config.host}:${config.port}`
  return `http://${first.family === 'IPv6' ? `[${first.address}]` : first.address}:${first.port}`
}
