import { randomBytes } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const suffix = '[0-7][0-9a-hjkmnp-tv-z]{25}'

/** Ids in order of time even within one millisecond: the 12 bits behind the time count up. */
let lastMs = 0
let counter = 0

/** A new UUIDv7 as 16 bytes (RFC 9562, with the counter of its method 1). */
function uuidv7(): Buffer {
  const bytes = randomBytes(16)
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    counter = bytes.readUInt16BE(6) & 0x7ff
  } else if (++counter > 0xfff) {
    lastMs += 1
    counter = 0
  }
  bytes.writeUIntBE(lastMs, 0, 6)
  bytes.writeUInt16BE(0x7000 | counter, 6)
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8)
  return bytes
}

/** A new TypeID: `flt_` and a UUIDv7 in 26 characters of base 32, in order of time. */
export function newId(prefix: string): string {
  return idFromBytes(prefix, uuidv7())
}

/** Like `newId`, but with another time than now: for records whose time is deliberately coarse. */
export function newIdAt(prefix: string, at: Date): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(at.getTime(), 0, 6)
  bytes.writeUInt8(((bytes[6] ?? 0) & 0x0f) | 0x70, 6)
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8)
  return idFromBytes(prefix, bytes)
}

/** A new UUIDv7 in its usual form. */
export function newUuid(): string {
  return formatUuid(uuidv7())
}

export function idFromUuid(prefix: string, uuid: string): string {
  return idFromBytes(prefix, Buffer.from(uuid.replaceAll('-', ''), 'hex'))
}

/** The UUID inside a TypeID, or null if the text is not a TypeID. */
export function uuidFromId(id: string): string | null {
  const text = id.slice(id.lastIndexOf('_') + 1)
  if (!new RegExp(`^${suffix}$`).test(text)) return null
  let value = 0n
  for (const character of text) value = value * 32n + BigInt(alphabet.indexOf(character))
  return formatUuid(Buffer.from(value.toString(16).padStart(32, '0'), 'hex'))
}

/** The prefixes of rows that have an ID and are no kind of record: most are parts of one. */
export const partPrefixes: Readonly<Record<string, string>> = {
  tpx: 'passenger of a trip',
  ava: 'avatar',
  bkp: 'backup',
  dlg: 'log entry of a deployment',
  evd: 'evidence of a requirement',
  fil: 'file',
  fml: 'mail about an invoice or an account',
  fol: 'line of an order',
  gpg: 'graded ping',
  ivl: 'line of an invoice',
  pal: 'allocation of a payment',
  hld: 'hold of a plan on an aircraft, person or resource',
  mfaenr: 'enrollment of a second factor',
  ndl: 'delivery to a notification channel',
  nod: 'running server',
  ntf: 'notification',
  prr: 'request to reset a password',
  sur: 'sign-up that waits for its confirmation',
  rck: 'clock of a report',
  sev: 'security event of an account',
  ref: 'refusal of a request',
  rpm: 'move of a safety report',
  rpx: 'message about a safety report',
  sfd: 'finding of an investigation',
  wol: 'line of labor of a work order',
  wop: 'part of a work order',
  wot: 'task of a work order',
  sie: 'entry of an investigation',
  smv: 'status change of a safety record',
  lsn: 'lesson of a syllabus',
  tit: 'item of a syllabus',
  tsg: 'signature of a training record',
  tst: 'stage of a syllabus',
}

/** The JSON Schema pattern of the ids with one of these prefixes. */
export function idPattern(...prefixes: string[]): string {
  return `^${prefixes.length > 1 ? `(?:${prefixes.join('|')})` : prefixes[0]}_${suffix}$`
}

/** The pattern of the ids of every kind of record. */
export const anyIdPattern = `^[a-z]{3}_${suffix}$`

/** The pattern of an id with this prefix, or of a text that looks like no id. */
export function idOrTextPattern(prefix: string): string {
  return `^(?:${prefix}_${suffix}|[^_]*)$`
}

/** The kinds of records whose ids match a pattern. Empty if the pattern is not one for ids. */
export function prefixesOfPattern(pattern = ''): string[] {
  const prefixes = /^\^(?:\(\?:)?([a-z|]+)\)?_/.exec(pattern)?.[1]
  return prefixes && pattern.endsWith(`_${suffix}$`) ? prefixes.split('|') : []
}

function idFromBytes(prefix: string, bytes: Buffer): string {
  let value = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (let index = 0; index < 26; index++) {
    text = alphabet[Number(value & 31n)] + text
    value >>= 5n
  }
  return `${prefix}_${text}`
}

function formatUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
