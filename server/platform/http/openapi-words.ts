import { prefixesOfPattern } from '../kernel/id.ts'
import type { Operation } from '../kernel/operation.ts'
import { recordKinds } from '../kernel/record-kind.ts'

// Descriptions of fields by their name: only what the name and type do not say, such as a unit, a meaning or what null
// means. A schema that says more keeps its own words.

interface Field {
  type?: string | string[]
  pattern?: string
  anyOf?: Field[]
  description?: string
}

const words: Record<string, string> = {
  version: 'The first part of the `ETag`.',
  createdByName: 'The user or API key that created it.',
  timezone: 'An IANA time zone, such as `America/Denver`.',
  locale: 'A language tag, such as `en-US`.',
  code: 'The number by which people refer to it.',
  endsOn: 'Its last day; null: it does not end.',
  validTo: 'The last day on which it is in force; null: no end is set.',
  expires_at: 'When it stops working; null: never.',
  expiresAt: 'When it stops working; null: never.',
  scopes: 'What it may do, each as `resource:action`.',
  scope: 'A permission, as `resource:action`.',
  projects: '`all`, or the IDs of the projects that it reaches.',
  access: 'What the scopes amount to.',
  token: 'A secret that is used once.',
  secret: 'The secret. It is shown in this response only.',
  message: 'A sentence for people.',
  address: 'The network address of the caller.',
  requestId: 'Finds the request in the log.',
  request_id: 'Finds the request in the log.',
  tailNumber: 'The tail number of the aircraft, as it was given.',
  typeDesignator: 'The ICAO type designator, such as `C172`.',
  aircraftType: 'The ICAO type designator.',
  class: 'The class of aircraft (14 CFR 1.1).',
  base: 'The airport where it is based.',
  fromAirport: 'Where the flight began: an airport code.',
  toAirport: 'Where the flight ended: an airport code.',
  slug: 'The name in addresses: small letters, digits and hyphens.',
  currency: 'The ISO 4217 code of the currency.',
  cidr: 'A network in CIDR notation.',
  files: 'How many files are attached.',
  byStatus: 'How many are in each state.',
  progress: 'How much is done, in percent.',
  limit: 'The most that is allowed.',
  used: 'How much of the limit is used.',
  limits: 'The limits that it is counted against.',
  requestedFor: 'When it is wanted.',
  employeeNumber: 'The number of the person in your own records.',
  citation: 'The rule that it follows from.',
  expirySource: 'What decides when it expires.',
  mode: 'How openly it was reported.',
  statement: 'What is declared, word for word.',
  config: 'The settings of its type.',
  digest: 'Whether messages are collected and sent together.',
  zone: 'The place on the ramp.',
  health: 'Whether it works at the moment.',
  lastError: 'What went wrong at the last attempt.',
  responseStatus: 'The HTTP status of the last attempt; null: there was no response.',
  key: 'Its name for programs.',
}

const parameters: Record<string, string> = {
  filename: 'The name of the file, with its ending.',
  date_from: 'Only those from this day or instant on.',
  date_to: 'Only those up to this day or instant.',
  since: 'Only those at or after this day or instant, in UTC.',
  until: 'Only those before this day or instant, in UTC: a day itself is not among them.',
  format: 'The format of the file.',
  token: 'The secret of the link.',
  slug: 'The name of the workspace in addresses.',
  code: 'The ID or a code of the record.',
  requestId: 'The `X-Request-Id` of a response.',
  request_id: 'The `X-Request-Id` of the request that did it.',
  subjectId: 'The ID of a record of any kind.',
  recordId: 'The ID of a record of any kind.',
  search: 'A text to look for.',
  text: 'A text to look for.',
  note: 'A remark about it.',
  reason: 'Why, for those who ask later.',
  list: 'Only prices of this list.',
  to: 'Only those to places of this kind.',
  kind: 'Only those of this kind.',
  status: 'Only those in this state.',
  function: 'Only people with this function.',
  enabled: 'Only those that are, or are not, switched on.',
  current: 'Only those that are, or are no longer, in force.',
  acknowledged: 'Only those that were, or were not, acknowledged.',
}

// A unit that stands in the name in full, such as minutes, needs no words.
const units: readonly (readonly [RegExp, string])[] = [
  [/latitude$/i, 'Degrees north; negative in the south.'],
  [/longitude$/i, 'Degrees east; negative in the west.'],
  [/Hundredths$/, 'In hundredths of an hour.'],
  [/Ms$/, 'In milliseconds.'],
  [/Minor$/, 'In the smallest unit of the currency, such as cents.'],
  [/BasisPoints$/, 'In hundredths of a percent.'],
  [/Ft$/, 'In feet.'],
  [/Quarts$/, 'In US quarts.'],
]

const kindTitles = (field: Field): string[] =>
  [field, ...(field.anyOf ?? [])]
    .flatMap(({ pattern }) => prefixesOfPattern(pattern))
    .flatMap((prefix) => recordKinds().find((kind) => kind.prefix === prefix)?.title.one ?? [])

/** `preliminaryDueOn` → `preliminary due`, `lastReadAt` → `last read` */
const spaced = (name: string): string =>
  name
    .replace(/(?:At|On|_at|_on|By|ByName|_by|Name)$/, '')
    .replaceAll('_', ' ')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim()

/** What a field holds, if its name says it; null: the name and the type say all, or the schema says it. */
export const wordsForField = (name: string): string | null =>
  words[name] ?? units.find(([ending]) => ending.test(name))?.[1] ?? null

/** What a parameter of a path or query selects, if its name and type say it. */
export function wordsForParameter(
  name: string,
  schema: Field,
  place: 'path' | 'query',
  { on, method }: Operation,
): string | null {
  const titles = kindTitles(schema)
  if (place === 'path' && prefixesOfPattern(schema.pattern).length > 0)
    return `The ID of the ${name === 'id' && on ? on.title.one : titles.join(' or ') || spaced(name.replace(/Id$/, ''))}.`
  if (titles.length > 0) return `Only those of this ${titles.join(' or ')}.`
  const known = parameters[name]
  if (known) return known
  return method === 'GET' && place === 'query' ? `Only those with this ${spaced(name)}.` : null
}
