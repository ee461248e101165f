import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { isIP } from 'node:net'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { type Cidr, parseCidr } from '#platform/net/address.ts'

/** One rate limit: at most `max` requests in `windowMs` milliseconds; null is no limit. */
export type Limit = { max: number; windowMs: number } | null

export interface Config {
  port: number
  host: string
  dataDir: string
  /** null: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null
  databaseReplicaUrl: string | null
  /** The address that people use, without a slash at the end; null: taken from each request. */
  publicUrl: string | null
  corsOrigins: string[]
  trustedProxies: Cidr[]
  /** So long a process that was asked to stop still takes requests, while its readiness probe fails. */
  drainSeconds: number
  keyPrefix: string
  webhookAllowNetworks: string[]
  smtpUrl: string | null
  mailFrom: string
  /** The name under which authenticator apps and passkeys show an account. */
  mfaIssuer: string
  redisUrl: string | null
  /** How many emails a workspace may send to addresses of its choice, and one address may get unasked. */
  mailLimits: Record<'workspace' | 'recipient' | 'member', Limit>
  /** Who may create an account; null: anybody while nobody else can reach this machine, then invited people. */
  signup: 'open' | 'invite' | 'closed' | null
  /** 32 bytes or more, from which all secrets at rest are derived; null: `dataDir`/secret.key. */
  secretKey: string | null
  logLevel: string
  limits: Record<'auth' | 'signup' | 'anonymous' | 'costly' | 'default', Limit>
}

/** A setting that is wrong: its message names the setting and what it should look like. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const known = new Set([
  'PORT',
  'HOST',
  'DATA_DIR',
  'DATABASE_URL',
  'DATABASE_REPLICA_URL',
  'PUBLIC_URL',
  'CORS_ORIGINS',
  'TRUSTED_PROXIES',
  'DRAIN_SECONDS',
  'KEY_PREFIX',
  'WEBHOOK_ALLOW_NETWORKS',
  'SMTP_URL',
  'MAIL_FROM',
  'MFA_ISSUER',
  'REDIS_URL',
  'SECRET_KEY',
  'SIGNUP',
  'MAIL_LIMIT_WORKSPACE',
  'MAIL_LIMIT_RECIPIENT',
  'MAIL_LIMIT_MEMBER',
  'LOG_LEVEL',
  'RATE_LIMIT_AUTH',
  'RATE_LIMIT_SIGNUP',
  'RATE_LIMIT_ANONYMOUS',
  'RATE_LIMIT_COSTLY',
  'RATE_LIMIT_DEFAULT',
])

// The environment of a process holds a thousand names that are not ours. A name counts as meant for
// Apron when it begins like one of ours and can mean nothing else.
const ours = /^(RATE_LIMIT_|MAIL_LIMIT_|WEBHOOK_|CORS_|TRUSTED_|KEY_PREFIX|APRON_)/

// One letter too many, too few, wrong or swapped with its neighbor. Short names are somebody else's too often.
function isSlipOf(name: string, setting: string): boolean {
  if (setting.length < 8 || Math.abs(name.length - setting.length) > 1) return false
  let start = 0
  while (start < name.length && name[start] === setting[start]) start++
  const [rest, wanted] = [name.slice(start), setting.slice(start)]
  return (
    rest.slice(1) === wanted ||
    rest === wanted.slice(1) ||
    rest.slice(1) === wanted.slice(1) ||
    (rest[0] === wanted[1] && rest[1] === wanted[0] && rest.slice(2) === wanted.slice(2))
  )
}

/**
 * Reads every setting from the environment, once.
 * @throws ConfigError naming the first setting that is unknown or wrong.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  for (const name of Object.keys(env)) {
    if (known.has(name)) continue
    const meant = [...known].find((one) => isSlipOf(name, one))
    if (meant) throw new ConfigError(`The setting ${name} is unknown. ${meant} was probably meant`)
    if (ours.test(name))
      throw new ConfigError(`The setting ${name} is unknown. Known settings: ${[...known].join(', ')}`)
  }
  const text = (name: string): string | null => {
    const value = env[name]?.trim()
    return value ? value : null
  }
  return {
    port: readPort(text('PORT')),
    host: text('HOST') ?? '127.0.0.1',
    dataDir: resolve(text('DATA_DIR') ?? './data'),
    databaseUrl: readUrl('DATABASE_URL', text('DATABASE_URL'), ['postgres:', 'postgresql:']),
    databaseReplicaUrl: readUrl('DATABASE_REPLICA_URL', text('DATABASE_REPLICA_URL'), [
      'postgres:',
      'postgresql:',
    ]),
    publicUrl: readUrl('PUBLIC_URL', text('PUBLIC_URL'), ['http:', 'https:'])?.replace(/\/+$/, '') ?? null,
    corsOrigins: list(text('CORS_ORIGINS')).map(readOrigin),
    trustedProxies: list(text('TRUSTED_PROXIES')).map((value) => readCidr('TRUSTED_PROXIES', value)),
    // Without a proxy nobody watches the probe, and a stop need not wait.
    drainSeconds: readDrain(text('DRAIN_SECONDS') ?? (text('TRUSTED_PROXIES') ? '5' : '0')),
    keyPrefix: readKeyPrefix(text('KEY_PREFIX') ?? 'ap_live_'),
    webhookAllowNetworks: list(text('WEBHOOK_ALLOW_NETWORKS')).map(
      (value) => readCidr('WEBHOOK_ALLOW_NETWORKS', value).text,
    ),
    smtpUrl: readUrl('SMTP_URL', text('SMTP_URL'), ['smtp:', 'smtps:']),
    mailFrom: text('MAIL_FROM') ?? 'Apron <apron@localhost>',
    mfaIssuer: readIssuer(text('MFA_ISSUER') ?? 'Apron'),
    redisUrl: readUrl('REDIS_URL', text('REDIS_URL'), ['redis:', 'rediss:']),
    secretKey: readSecret(text('SECRET_KEY')),
    mailLimits: {
      workspace: readLimit('MAIL_LIMIT_WORKSPACE', text('MAIL_LIMIT_WORKSPACE') ?? '1000/1d'),
      recipient: readLimit('MAIL_LIMIT_RECIPIENT', text('MAIL_LIMIT_RECIPIENT') ?? '10/1d'),
      member: readLimit('MAIL_LIMIT_MEMBER', text('MAIL_LIMIT_MEMBER') ?? '20/1h'),
    },
    signup: readSignup(text('SIGNUP')),
    logLevel: readLevel(text('LOG_LEVEL') ?? 'info'),
    limits: {
      auth: readLimit('RATE_LIMIT_AUTH', text('RATE_LIMIT_AUTH') ?? '20/1m'),
      signup: readLimit('RATE_LIMIT_SIGNUP', text('RATE_LIMIT_SIGNUP') ?? '10/1h'),
      anonymous: readLimit('RATE_LIMIT_ANONYMOUS', text('RATE_LIMIT_ANONYMOUS') ?? '10/1m'),
      costly: readLimit('RATE_LIMIT_COSTLY', text('RATE_LIMIT_COSTLY') ?? '120/1m'),
      default: readLimit('RATE_LIMIT_DEFAULT', text('RATE_LIMIT_DEFAULT') ?? '300/1m'),
    },
  }
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads `20/1m` (20 requests in one minute) or `off`. */
export function readLimit(name: string, value: string): Limit {
  if (value === 'off') return null
  const match = /^(\d{1,9})\/(\d{1,4})([smhd])$/.exec(value)
  const max = Number(match?.[1])
  const windowMs = Number(match?.[2]) * (units[match?.[3] ?? ''] ?? 0)
  if (!match || max < 1 || windowMs < 1) {
    throw new ConfigError(`${name} is "${value}". Write a count and a period such as 20/1m or 10/1h, or off`)
  }
  return { max, windowMs }
}

/** Creates the data folder if it is missing. @throws ConfigError if it cannot be written. */
export function ensureDataDir(dataDir: string): void {
  // If root starts Apron, PostgreSQL runs as another user, who has to pass through the folder.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700
  try {
    // If the parent allows no folders (/proc), Node never stops trying, so the nearest existing folder is checked first.
    let parent = dataDir
    while (!existsSync(parent) && dirname(parent) !== parent) parent = dirname(parent)
    accessSync(parent, constants.W_OK | constants.X_OK)
    const missing = relative(parent, dataDir).split(sep)[0]
    if (missing) mkdirSync(join(parent, missing), { mode })
    mkdirSync(dataDir, { recursive: true, mode })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new ConfigError(
      `The data folder ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code}). ` +
        'Give this user the right to write there, or set DATA_DIR to another folder',
    )
  }
}

function list(value: string | null): string[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function readPort(value: string | null): number {
  const port = value === null ? 8080 : /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN
  if (!(port <= 65_535)) {
    throw new ConfigError(`PORT is "${value}". Write a number from 0 (any free port) to 65535`)
  }
  return port
}

function readDrain(value: string): number {
  if (/^\d{1,3}$/.test(value) && Number(value) <= 300) return Number(value)
  throw new ConfigError(`DRAIN_SECONDS is "${value}". Write a number of seconds from 0 to 300`)
}

function readUrl(name: string, value: string | null, protocols: string[]): string | null {
  if (value === null) return null
  if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value
  // The value is not repeated: it may hold a password.
  throw new ConfigError(
    `${name} is no address of the form ${protocols.map((protocol) => `${protocol}//…`).join(' or ')}`,
  )
}

function readOrigin(value: string): string {
  if (/^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d+)?$/i.test(value)) return value.toLowerCase()
  throw new ConfigError(
    `CORS_ORIGINS holds "${value}". Write origins such as https://app.example.com or https://*.example.com, with commas between`,
  )
}

function readCidr(name: string, value: string): Cidr {
  const cidr = parseCidr(isIP(value) ? `${value}/${isIP(value) === 6 ? 128 : 32}` : value)
  if (cidr === null)
    throw new ConfigError(
      `${name} holds "${value}". Write networks such as 10.0.0.0/8 or ::1/128, with commas between`,
    )
  return cidr
}

function readKeyPrefix(value: string): string {
  if (/^[a-z][a-z0-9_]{1,18}_$/.test(value)) return value
  throw new ConfigError(
    `KEY_PREFIX is "${value}". Use 3 to 20 lower-case letters, digits and _, beginning with a letter and ending with _`,
  )
}

function readIssuer(value: string): string {
  // A colon parts the issuer from the account in what the app reads.
  if (!value.includes(':') && value.length <= 60) return value
  throw new ConfigError(`MFA_ISSUER is "${value}". Use at most 60 characters, and no colon`)
}

function readSecret(value: string | null): string | null {
  if (value === null || value.length >= 32) return value
  throw new ConfigError('SECRET_KEY is too short. Use at least 32 random characters, the same on every node')
}

function readSignup(value: string | null): Config['signup'] {
  if (value === null || value === 'open' || value === 'invite' || value === 'closed') return value
  throw new ConfigError(
    `SIGNUP is "${value}". Use open (anybody), invite (invited people) or closed (no new accounts)`,
  )
}

function readLevel(value: string): string {
  if (['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].includes(value)) return value
  throw new ConfigError(`LOG_LEVEL is "${value}". Use fatal, error, warn, info, debug, trace or silent`)
}
