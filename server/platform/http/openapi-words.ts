import { prefixesOfPattern } from '../kernel/id.ts'
import type { Operation } from '../kernel/operation.ts'
import { recordKinds } from '../kernel/record-kind.ts'

// Descriptions of fields whose name and type already say what they are. A schema that says more keeps its own words.

interface Field {
  type?: string | string[]
  pattern?: string
  anyOf?: Field[]
  description?: string
}

const words: Record<string, string> = {
  createdAt: 'When it was created.',
  created_at: 'When it was created.',
  updatedAt: 'When it was last changed.',
  updated_at: 'When it was last changed.',
  createdByName: 'The name of the user or API key that created it.',
  createdBy: 'Who created it.',
  created_by: 'Who created it.',
  version: 'Counts up with every change; the first part of the `ETag`.',
  status: 'The state that it is in.',
  name: 'What people call it.',
  title: 'What it is about, in a few words.',
  description: 'What people should know about it.',
  notes: 'Notes for the people who work with it.',
  note: 'A remark about it.',
  email: 'An email address.',
  phone: 'A telephone number.',
  displayName: 'The name of the person as others see it.',
  display_name: 'The name of the person as others see it.',
  timezone: 'An IANA time zone, such as `America/Denver`.',
  locale: 'A language tag, such as `en-US`.',
  code: 'The number by which people refer to it.',
  kind: 'What kind it is.',
  category: 'The group that it belongs to.',
  reason: 'Why, in the words of the person who did it.',
  unit: 'The unit of the quantity beside it.',
  enabled: 'Whether it is switched on.',
  startsOn: 'Its first day.',
  endsOn: 'Its last day; null: it does not end.',
  dueOn: 'The day by which it has to be done.',
  occurredAt: 'When it happened.',
  at: 'When it happened.',
  closedAt: 'When it was closed; null: it is open.',
  startedAt: 'When it began.',
  finishedAt: 'When it ended; null: it is under way.',
  sizeBytes: 'Its size in bytes.',
  size_bytes: 'Its size in bytes.',
  contentType: 'The media type of the file.',
  filename: 'The name of the file.',
  last_used_at: 'When it was last used; null: never.',
  last_seen_at: 'When it was last used.',
  revoked_at: 'When it was revoked; null: it is not.',
  expires_at: 'When it stops working; null: never.',
  expiresAt: 'When it stops working; null: never.',
  scopes: 'What it may do, each as `resource:action`.',
  roles: 'The roles of the member.',
  role: 'The role that the person has here.',
  token: 'A secret that is used once.',
  secret: 'The secret. It is shown in this response only.',
  password: 'The password of the account.',
  changes: 'What changed, field by field.',
  before: 'The value before the change.',
  after: 'The value after the change.',
  field: 'The name of the field.',
  message: 'A sentence for people.',
  error: 'What went wrong, in a sentence for people.',
  method: 'The HTTP method of the request.',
  address: 'The network address of the caller.',
  user_agent: 'The User-Agent header of the caller.',
  requestId: 'Finds the request in the log.',
  request_id: 'Finds the request in the log.',
  aircraftRegistration: 'The tail number of the aircraft.',
  registration: 'The tail number of the aircraft.',
  tailNumber: 'The tail number of the aircraft, as it was given.',
  typeDesignator: 'The ICAO type designator, such as `C172`.',
  baseAirport: 'The airport where it is based.',
  fromAirport: 'Where the flight began: an airport code.',
  toAirport: 'Where the flight ended: an airport code.',
  crew: 'The people on board with a function, in order.',
  functions: 'What the person does for the operator.',
  remarks: 'Remarks of the crew.',
  icao: 'The ICAO code.',
  iata: 'The IATA code.',
  latitude: 'Degrees north; negative in the south.',
  longitude: 'Degrees east; negative in the west.',
  slug: 'The name in addresses: small letters, digits and hyphens.',
  currency: 'The ISO 4217 code of the currency.',
  severity: 'How bad the outcome would be.',
  likelihood: 'How probable the outcome is.',
  page: 'The number of this page, counted from 1.',
  per_page: 'How many records a page holds.',
  total_pages: 'How many pages there are.',
  items: 'The records of this page.',
  files: 'How many files are attached.',
}

const more: Record<string, string> = {
  id: 'Its ID.',
  uuid: 'Its ID as a UUID.',
  type: 'What kind it is.',
  to: 'Where it leads, or who gets it.',
  from: 'Where it comes from.',
  text: 'The text.',
  owner: 'Who is responsible for it.',
  state: 'The state that it is in.',
  number: 'The number that it is known by.',
  flightType: 'What the flight was for.',
  tolerability: 'Whether the risk can be accepted.',
  direction: 'Whether the aircraft arrives, departs or stays.',
  byStatus: 'How many are in each state.',
  place: 'Where it happened.',
  function: 'What the person does.',
  requestedFor: 'When it is wanted.',
  subject: 'The record that it is about.',
  subjectType: 'The kind of the record that it is about.',
  eventType: 'The type of the event.',
  required: 'Whether it is required.',
  issuingAuthority: 'Who issued it.',
  source: 'Where it comes from.',
  limits: 'The limits that it is counted against.',
  statement: 'What is declared, word for word.',
  priority: 'How soon it has to be done.',
  summary: 'The same in a few words.',
  label: 'What people call it.',
  url: 'Where requests go.',
  health: 'Whether it works at the moment.',
  config: 'The settings of its type.',
  digest: 'Whether messages are collected and sent together.',
  zone: 'The place on the ramp.',
  action: 'What was done.',
  total: 'How many there are.',
  value: 'The value.',
  class: 'The class of aircraft (14 CFR 1.1).',
  engineType: 'What drives it.',
  make: 'The manufacturer.',
  model: 'The model, as its manufacturer calls it.',
  year: 'The year in which it was built.',
  seats: 'How many seats it has.',
  serialNumber: 'The serial number of its manufacturer.',
  employeeNumber: 'The number of the person in your own records.',
  certificateNumber: 'The number of the certificate.',
  expirySource: 'What decides when it expires.',
  reportCode: 'The number of the safety report.',
  by: 'Who did it.',
  period: 'The time that it covers.',
  operator: 'Who operates the aircraft.',
  product: 'The kind of fuel.',
  citation: 'The rule that it follows from.',
  modules: 'The names of the modules that are on.',
  access: 'What the scopes amount to.',
  projects: '`all`, or the IDs of the projects that it reaches.',
  last_used_ip: 'The address that last used it.',
  workspace: 'The organization.',
  channel_ids: 'The IDs of the channels that get it.',
  actor: 'Who did it.',
  rows: 'How many rows there are.',
  customer: 'Who it is done for.',
  base: 'The airport where it is based.',
  aircraftType: 'The ICAO type designator.',
  fuelUnit: 'The unit in which fuel was measured.',
  fuelDensityKgPerL: 'The density of the fuel.',
  mode: 'How openly it was reported.',
  narrative: 'What happened, in the words of those who tell it.',
  item: 'What is ordered or priced.',
  company: 'The name of the company.',
  billingAddress: 'Where invoices go.',
  cancelReason: 'Why it was cancelled; null: it was not.',
  validFrom: 'The first day on which it is in force.',
  validTo: 'The last day on which it is in force; null: no end is set.',
  outcome: 'How it ended.',
  attempts: 'How often it was tried.',
  lastError: 'What went wrong at the last attempt; null: nothing.',
  responseStatus: 'The HTTP status of the last attempt; null: there was no response.',
  scope: 'A permission, as `resource:action`.',
  key: 'Its name for programs.',
  limit: 'The most that is allowed.',
  used: 'How much of it is used.',
  grade: 'How well it did.',
  topic: 'What is talked about.',
  attendees: 'Who was there.',
  actions: 'What has to be done, by whom.',
  isDone: 'Whether it is done.',
  contact: 'How to reach the person.',
  responsibilities: 'What the person answers for.',
  unitName: 'The name of the place.',
  recipients: 'Who gets it.',
  progress: 'How much is done, in percent.',
  cidr: 'A network in CIDR notation.',
  provider: 'Who it comes from.',
  warnings: 'What somebody should look at.',
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

const units: readonly (readonly [RegExp, string])[] = [
  [/Hundredths$/, 'In hundredths of an hour.'],
  [/Minutes$|_minutes$/, 'In minutes.'],
  [/Seconds$|_seconds$/, 'In seconds.'],
  [/Ms$/, 'In milliseconds.'],
  [/Hours$|_hours$/, 'In hours.'],
  [/Days$|_days$/, 'In days.'],
  [/Months$/, 'In months.'],
  [/Minor$/, 'In the smallest unit of the currency, such as cents.'],
  [/BasisPoints$/, 'In hundredths of a percent.'],
  [/Ft$/, 'In feet.'],
  [/Kg$/, 'In kilograms.'],
  [/Liters$/, 'In liters.'],
  [/Quarts$/, 'In US quarts.'],
  [/_bytes$|Bytes$/, 'In bytes.'],
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

/** What a field holds, if its name and type say it; null: it needs words of its own. */
export function wordsForField(name: string, schema: Field, owner: string | null): string | null {
  const titles = kindTitles(schema)
  if (titles.length > 0)
    return name === 'id' && owner ? `The ID of this ${owner}.` : `The ID of the ${titles.join(' or ')}.`
  const known = words[name] ?? more[name] ?? units.find(([ending]) => ending.test(name))?.[1]
  if (known) return known
  if (/^(?:is|has|needs)[A-Z]/.test(name))
    return `Whether it ${name.replace(/[A-Z]/g, (l) => ` ${l.toLowerCase()}`)}.`
  if (/(?:At|_at)$/.test(name)) return `The instant: ${spaced(name)}.`
  if (/On$/.test(name)) return `The day: ${spaced(name)}.`
  if (/ByName$/.test(name)) return `The name of the person: ${spaced(name)} by.`
  if (/Name$/.test(name)) return `The name of the ${spaced(name)}.`
  return null
}

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
