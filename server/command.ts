import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Logger } from 'pino'
import { acceptAuditLogs } from '#platform/audit/accept-command.ts'
import { anchorFolder } from '#platform/audit/anchor.ts'
import { runningPostgresUrl, startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import { resetTwoFactor } from '#platform/identity/mfa/reset-command.ts'
import { installationOwner, setupCode } from '#platform/identity/setup.ts'
import { runImportFromFile } from '#platform/importing/command.ts'
import { keyPath, openSecrets } from '#platform/kernel/secrets.ts'
import { backUp, restore } from '#platform/system/command.ts'
import { acceptKey } from '#platform/system/key-check.ts'
import { releaseFromCommand } from '#platform/system/outgoing.ts'
import { rotateKey } from '#platform/system/rotate-key.ts'
import { switchAllowlistOff } from '#platform/workspace/allowlist/command.ts'
import { version } from './app.ts'
import { type Config, ConfigError } from './config.ts'
import { diagnose } from './doctor.ts'
import { modules } from './modules.ts'
import { exportWorkspace, importWorkspace } from './move-workspace.ts'
import { open, withDatabase } from './open-installation.ts'
import { serve, serveDemo } from './serve.ts'

/** Carries out what the command line asks for. @throws with a sentence where it cannot. */
export async function runCommand(
  command: string,
  rest: string[],
  config: Config,
  log: Logger,
  usage: string,
): Promise<void> {
  switch (command) {
    case 'start':
      return serve(config, log)
    case 'demo':
      return serveDemo(config, log)
    case 'migrate':
      return (await open(config, log)).close()
    case 'import':
      return importFile(rest, config, log)
    case 'reset-two-factor':
      return takeFactorsAway(rest, config, log)
    case 'backup':
      return backUpInstallation(rest, config)
    case 'restore': {
      const { values, positionals } = parseArgs({
        args: rest,
        allowPositionals: true,
        options: { 'other-key': { type: 'boolean', default: false } },
      })
      const [file] = positionals
      if (!file) throw new ConfigError('restore needs a file: npm run apron -- restore apron-backup.tar.gz')
      await restore(config, file, values['other-key'])
      // The roots of what was here before say nothing about what was restored; the backup has its own.
      await rm(anchorFolder(config.dataDir), { recursive: true, force: true })
      if (values['other-key'])
        console.log('to sign the audit log again, with a new key: npm run apron -- accept-audit-log')
      return
    }
    case 'doctor':
      return examine(config)
    case 'export':
      return exportWorkspace(rest, config)
    case 'import-workspace':
      return importWorkspace(rest[0], config)
    case 'release':
      return withDatabase(config, async (database) => console.log(await releaseFromCommand(database)))
    case 'setup-code':
      return printSetupCode(config)
    case 'rotate-key':
      return rotateSecretKey(config)
    case 'accept-key':
      return withDatabase(config, async (database) =>
        console.log(await acceptKey(database, openSecrets(config.secretKey, config.dataDir))),
      )
    case 'accept-audit-log':
      return acceptAuditLog(rest[0], config)
    case 'allowlist-off':
      return allowlistOff(rest[0], config)
    default:
      throw new ConfigError(`There is no command "${command}".\n\n${usage}`)
  }
}

async function backUpInstallation(args: string[], config: Config): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { seal: { type: 'boolean', default: false } },
  })
  await backUp(config, positionals[0], values.seal, version)
}

async function takeFactorsAway([address]: string[], config: Config, log: Logger): Promise<void> {
  if (!address)
    throw new ConfigError(
      'reset-two-factor needs an email address: npm run apron -- reset-two-factor ada@example.com',
    )
  const { app, close } = await open(config, log)
  try {
    const done = await resetTwoFactor(app.services, address)
    console.log(done ?? `There is no account ${address}`)
    process.exitCode = done ? 0 : 1
  } finally {
    await close()
  }
}

async function printSetupCode(config: Config): Promise<void> {
  await withDatabase(config, async (database) => {
    const isSetUp = (await database.system(installationOwner)) !== null
    console.log(
      isSetUp
        ? 'This installation has its owner, so no set-up code is needed'
        : setupCode(openSecrets(config.secretKey, config.dataDir)),
    )
  })
}

async function rotateSecretKey(config: Config): Promise<void> {
  const next = process.env.NEW_SECRET_KEY ?? null
  if (next !== null && next.length < 32)
    throw new ConfigError('NEW_SECRET_KEY is too short. Use at least 32 random characters')
  const directory = join(config.dataDir, 'postgres')
  if (config.databaseUrl === null && runningPostgresUrl(directory) !== null)
    throw new ConfigError('The server is running. Stop it first, then run this again')
  const own = config.databaseUrl === null ? await startEmbeddedPostgres({ directory }) : null
  try {
    const databaseUrl = config.databaseUrl ?? own?.url('postgres') ?? ''
    await migrate(databaseUrl)
    const count = await rotateKey({ config, nextSecretKey: next, databaseUrl, modules })
    console.log(`${count} secrets are encrypted with the new key. Everybody has to sign in again`)
    console.log(
      config.secretKey === null
        ? `the new key is ${keyPath(config.dataDir)}: keep a copy of it apart from the backups`
        : 'set SECRET_KEY to the new key on every node, then start Apron',
    )
  } finally {
    await own?.stop()
  }
}

async function acceptAuditLog(slug: string | undefined, config: Config): Promise<void> {
  const secrets = openSecrets(config.secretKey, config.dataDir)
  await withDatabase(config, async (database) => {
    for (const line of await acceptAuditLogs({ database, secrets, config }, slug ?? null)) console.log(line)
  })
}

async function examine(config: Config): Promise<void> {
  const findings = await diagnose(config)
  for (const { check, fault, fact } of findings)
    console.log(`${fault ? 'FAULT' : 'ok   '} ${check}: ${fault ?? fact}`)
  const faults = findings.filter(({ fault }) => fault !== null).length
  console.log(faults === 0 ? 'nothing is wrong' : `${faults} ${faults === 1 ? 'fault' : 'faults'}`)
  process.exitCode = faults === 0 ? 0 : 1
}

async function allowlistOff(slug: string | undefined, config: Config): Promise<void> {
  if (!slug) throw new ConfigError('allowlist-off needs a workspace: npm run apron -- allowlist-off my-club')
  await withDatabase(config, async (database) => console.log(await switchAllowlistOff({ database }, slug)))
}

async function importFile(args: string[], config: Config, log: Logger): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      workspace: { type: 'string' },
      'good-rows': { type: 'boolean', default: false },
      option: { type: 'string', multiple: true, default: [] },
    },
  })
  const [kind, path] = positionals
  if (!kind || !path || !values.workspace)
    throw new ConfigError(
      'import needs a kind, a file and --workspace: npm run apron -- import flights flights.csv --workspace my-club',
    )
  const options = Object.fromEntries(
    values.option.map((pair) => [pair.split('=')[0] ?? pair, pair.slice(pair.indexOf('=') + 1)]),
  )
  const { app, close } = await open(config, log)
  try {
    process.exitCode = await runImportFromFile(app.services, {
      kind,
      path,
      workspace: values.workspace,
      goodRowsOnly: values['good-rows'],
      options,
      print: (line) => console.log(line),
    })
  } finally {
    await close()
  }
}
