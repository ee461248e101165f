import pino, { type Logger } from 'pino'
import { verifyAuditFile, verifyUsage } from '#platform/audit/verify-command.ts'
import { DatabaseError } from '#platform/database/database-error.ts'
import { version } from './app.ts'
import { runCommand } from './command.ts'
import { ConfigError, ensureDataDir, readConfig } from './config.ts'
import { terminal } from './human-log.ts'

const usage = `apron ${version}

  start                        open the database, migrate, listen (the default)
  demo                         the same with a believable flight school loaded
  doctor                       look for what is wrong with this installation, and say what to do
  migrate                      bring the database to the newest schema, and stop
  import KIND FILE --workspace SLUG [--good-rows] [--option NAME=VALUE …]
                               import a CSV file; kinds: aircraft, people, flights, airports
  reset-two-factor EMAIL       take every second factor of an account away, for somebody who has lost them all
  ${verifyUsage}
                               prove that an export of the audit log is whole and unchanged; needs no database
  backup [FILE] [--seal]       write everything into one archive, also while the server runs;
                               into DATA_DIR/backups by default. --seal asks for a passphrase
                               and encrypts the archive with it
  restore FILE [--other-key]   make an empty installation into the one that was backed up
  export SLUG [FILE]           write a whole workspace into one archive, also while the server runs
  import-workspace FILE        make an empty installation of an exported workspace
  release                      send the webhooks and emails that a restored installation holds
  setup-code                   print the code that the first account needs if it is created from another machine
  accept-key                   continue with the key of this node, when that of the installation is lost
  accept-audit-log [SLUG]      sign audit logs again that were changed behind the server, after you found out why
  rotate-key                   change the secret key, and encrypt every secret again; the server must be stopped
  allowlist-off SLUG           switch the IP allowlist of a workspace off, when it keeps its own people out

Settings come from the environment; docs/configuration.md lists them.`

const [command = 'start', ...rest] = process.argv.slice(2)

try {
  if (command === '--help' || command === 'help') {
    console.log(usage)
  } else if (command === 'verify-audit') {
    process.exitCode = await verifyAuditFile(rest, (line) => console.log(line))
  } else {
    const config = readConfig(process.env)
    ensureDataDir(config.dataDir)
    await runCommand(command, rest, config, makeLog(config.logLevel), usage)
  }
} catch (error) {
  console.error(sentence(error))
  process.exit(1)
}

function makeLog(level: string): Logger {
  // On standard error: standard output holds the lines that people and scripts wait for.
  return pino(
    { level, base: null, redact: ['req.headers.authorization', 'req.headers.cookie'] },
    process.stderr.isTTY ? terminal : pino.destination(2),
  )
}

/** A start that fails says why in one sentence; only what nobody foresaw shows where it came from. */
function sentence(error: unknown): string {
  if (error instanceof ConfigError || error instanceof DatabaseError)
    return [
      'backup',
      'restore',
      'allowlist-off',
      'accept-audit-log',
      'rotate-key',
      'setup-code',
      'release',
      'accept-key',
      'export',
      'import-workspace',
    ].includes(command)
      ? error.message
      : `Apron cannot start. ${error.message}`
  const { code, port, address, hostname, message } = error as NodeJS.ErrnoException & {
    port?: number
    address?: string
    hostname?: string
  }
  if (code === 'EADDRINUSE')
    return `Apron cannot start. Port ${port} on ${address} is taken by another program. Set PORT to a free one`
  if (code === 'EACCES' && port !== undefined)
    return `Apron cannot start. This user may not listen on port ${port}. Set PORT to one from 1024 on`
  if (code === 'EADDRNOTAVAIL' || (code === 'ENOTFOUND' && hostname === process.env.HOST))
    return `Apron cannot start. This machine has no address ${address ?? process.env.HOST}. Set HOST to one that it has`
  if (
    [
      'ECONNREFUSED',
      'ETIMEDOUT',
      'EAI_AGAIN',
      'ENOTFOUND',
      'EHOSTUNREACH',
      'ENETUNREACH',
      '28P01',
      '28000',
      '3D000',
      '08006',
    ].includes(code ?? '')
  )
    return process.env.DATABASE_URL?.trim()
      ? `Apron cannot start. The database of DATABASE_URL cannot be reached: ${message}`
      : `Apron cannot start. Its database cannot be reached: ${message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
