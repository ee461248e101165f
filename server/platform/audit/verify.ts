import {
  type ChainedEntry,
  type Head,
  hashOfEntry,
  headText,
  isSignedBy,
  purgeText,
  type Segment,
  type SegmentFormat,
  segmentText,
  sha256,
} from './chain.ts'

export interface Proved {
  outcome: 'whole'
  workspace: { id: string; name: string }
  entries: number
  segments: number
  /** Segments whose entries were deleted, and how many those were. */
  purged: { segments: number; entries: number }
  head: Head
  keys: string[]
}
/** Each entry is valid by itself, but whether entries are missing cannot be determined. */
interface Excerpt {
  outcome: 'excerpt'
  entries: number
  filters: Record<string, string>
}
interface Misfit {
  outcome: 'misfit'
  line: number
  reason: string
}
export type Verdict = Proved | Excerpt | Misfit

class DoesNotFit extends Error {}
const fail = (reason: string): never => {
  throw new DoesNotFit(reason)
}

/**
 * Checks an export of the audit log line by line: that each entry is what was hashed, that each follows the
 * one before from the first to the signed head, and that segments whose entries were deleted were deleted by
 * who holds the key. It believes nothing that is not hashed or signed, and holds one line at a time.
 * @param pinned the public keys that may have signed; without any, those that the file names.
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  pinned: readonly string[] = [],
): Promise<Verdict> {
  const check = new Check(pinned)
  let number = 0
  try {
    for await (const text of lines) {
      number += 1
      check.take(text)
    }
    return check.end()
  } catch (error) {
    const reason = misfitOf(error)
    if (reason === null) throw error
    return { outcome: 'misfit', line: number, reason }
  }
}

function misfitOf(error: unknown): string | null {
  if (error instanceof DoesNotFit) return error.message
  // A number where a text belongs, or the like: nothing that we wrote.
  if (
    error instanceof SyntaxError ||
    (error instanceof TypeError && !('code' in error && error.code === notUtf8))
  )
    return 'a field holds what no export holds there'
  return null
}
/** What a TextDecoder says of bytes that are no UTF-8. */
export const notUtf8 = 'ERR_ENCODING_INVALID_ENCODED_DATA'

interface Header {
  version: number
  workspace: { id: string; name: string }
  key: string
  isWhole: boolean
  filters: Record<string, string>
}
type SegmentLine = Omit<Segment, 'format'> & {
  /** Only from version 2 on. */
  format?: SegmentFormat
  key: string
  signature: string
  purge: { at: string; key: string; signature: string } | null
}
type EntryLine = ChainedEntry & { actorName: string | null; address: string | null; personal: string | null }
type HeadLine = Head & { key: string; signature: string }

const fieldsOf = {
  export: ['version', 'workspace', 'key', 'isWhole', 'filters'],
  segment: [
    'number',
    'firstSequence',
    'lastSequence',
    'firstAt',
    'lastAt',
    'previousHash',
    'lastHash',
    'key',
    'signature',
    'purge',
  ],
  entry: [
    'sequence',
    'id',
    'action',
    'occurredAt',
    'actorType',
    'actorId',
    'actorName',
    'address',
    'requestId',
    'subjectType',
    'subjectId',
    'subjectLabel',
    'projectId',
    'changes',
    'payloadHash',
    'personalHash',
    'personal',
    'previousHash',
    'hash',
  ],
  head: ['sequence', 'hash', 'at', 'headerHash', 'key', 'signature'],
}
type Kind = keyof typeof fieldsOf

class Check {
  readonly #pinned: readonly string[]
  readonly #keys = new Set<string>()
  #header: (Header & { hash: string }) | null = null
  #last = { sequence: 0, hash: '' }
  #segment: SegmentLine | null = null
  #counts = { entries: 0, segments: 0, purgedSegments: 0, purgedEntries: 0 }
  #head: HeadLine | null = null
  #previous: { format: SegmentFormat; signature: string } = { format: 1, signature: '' }

  constructor(pinned: readonly string[]) {
    this.#pinned = pinned
  }

  take(text: string): void {
    const { kind, content } = parse(text)
    if (this.#head) fail('something follows the head, which is the end')
    if (this.#header === null) {
      if (kind !== 'export') fail('the file does not begin with the first line of an export: it was cut off')
      this.#begin(content as unknown as Header, text)
    } else if (kind === 'entry') this.#entry(content as unknown as EntryLine, this.#header)
    else if (!this.#header.isWhole) fail(`an excerpt holds no ${kind}`)
    else if (kind === 'segment') this.#closed(content as unknown as SegmentLine, this.#header)
    else if (kind === 'head') this.#signedHead(content as unknown as HeadLine, this.#header)
    else fail('a second first line: files were joined')
  }

  end(): Verdict {
    const { entries, segments, purgedSegments, purgedEntries } = this.#counts
    if (this.#header === null) return fail('the file is empty')
    if (!this.#header.isWhole) return { outcome: 'excerpt', entries, filters: this.#header.filters }
    if (this.#head === null)
      return fail(
        `the file ends behind entry ${this.#last.sequence}, without the signed head: its end was cut off`,
      )
    const { key: _key, signature: _signature, ...head } = this.#head
    return {
      outcome: 'whole',
      workspace: this.#header.workspace,
      entries,
      segments,
      purged: { segments: purgedSegments, entries: purgedEntries },
      head,
      keys: [...this.#keys],
    }
  }

  #begin(header: Header, text: string): void {
    if (header.version !== 1 && header.version !== 2)
      fail(`the export is of version ${header.version}, and this program knows versions 1 and 2`)
    this.#header = { ...header, hash: sha256(text) }
  }

  #entry(entry: EntryLine, header: Header): void {
    const name = `entry ${entry.sequence} (${entry.id}, ${entry.action})`
    const expected = this.#last.sequence + 1
    if (header.isWhole && entry.sequence !== expected)
      fail(
        entry.sequence > expected
          ? `${name} stands where entry ${expected} belongs: ${entry.sequence - expected === 1 ? `entry ${expected} is` : `entries ${expected} to ${entry.sequence - 1} are`} missing, or they were swapped`
          : `${name} stands where entry ${expected} belongs: it was repeated or moved`,
      )
    if (!header.isWhole && entry.sequence <= this.#last.sequence)
      fail(`${name} stands behind entry ${this.#last.sequence}: they were swapped`)
    if (entry.sequence === expected && entry.previousHash !== this.#last.hash)
      fail(`${name} does not follow the one before: it names another hash than entry ${expected - 1} has`)
    if (entry.hash !== hashOfEntry(entry)) fail(`${name} was changed: its hash is not that of its content`)
    checkPersonal(entry, name)
    this.#last = { sequence: entry.sequence, hash: entry.hash }
    this.#counts.entries += 1
    if (this.#segment?.lastSequence === entry.sequence) {
      if (this.#segment.lastHash !== entry.hash)
        fail(
          `${name} ends segment ${this.#segment.number}, whose signed root is another: the segment was rewritten`,
        )
      this.#segment = null
    }
  }

  #closed(segment: SegmentLine, { workspace, version }: Header): void {
    const name = `segment ${segment.number} (entries ${segment.firstSequence} to ${segment.lastSequence})`
    this.#refuseUnfinished()
    if (segment.number !== this.#counts.segments + 1)
      fail(`${name} stands where segment ${this.#counts.segments + 1} belongs`)
    if (segment.firstSequence !== this.#last.sequence + 1 || segment.previousHash !== this.#last.hash)
      fail(`${name} does not follow entry ${this.#last.sequence}`)
    const format = this.#formatOf(segment, version, name)
    this.#mustBeSigned(
      segment,
      segmentText(workspace.id, { ...segment, format }, this.#previous.signature),
      name,
    )
    this.#previous = { format, signature: segment.signature }
    this.#counts.segments += 1
    if (segment.purge === null) {
      this.#segment = segment
      return
    }
    this.#mustBeSigned(
      segment.purge,
      purgeText(workspace.id, segment, segment.purge.at),
      `the deletion of ${name}`,
    )
    this.#last = { sequence: segment.lastSequence, hash: segment.lastHash }
    this.#counts.purgedSegments += 1
    this.#counts.purgedEntries += segment.lastSequence - segment.firstSequence + 1
  }

  /** Since version 2 a segment signs its predecessor. One that does not, behind one that does, was put there. */
  #formatOf({ format = 1 }: SegmentLine, version: number, name: string): SegmentFormat {
    if (format !== 1 && format !== 2) return fail(`${name} is of the format ${format}, which does not exist`)
    if (version === 1 ? format !== 1 : format < this.#previous.format)
      fail(`${name} is of the format ${format}, which does not belong there: it was added`)
    return format
  }

  #signedHead(head: HeadLine, { workspace, hash }: Header & { hash: string }): void {
    this.#refuseUnfinished()
    if (head.sequence !== this.#last.sequence)
      fail(
        `the head is at entry ${head.sequence}, and the file ends with entry ${this.#last.sequence}: entries were cut off`,
      )
    if (head.hash !== this.#last.hash)
      fail(`the head names another hash than entry ${head.sequence} has: the end was rewritten`)
    if (head.headerHash !== hash) fail('the first line is not the one that was signed')
    this.#mustBeSigned(head, headText(workspace.id, head), 'the head')
    this.#head = head
  }

  #refuseUnfinished(): void {
    if (this.#segment)
      fail(
        `segment ${this.#segment.number} ends with entry ${this.#segment.lastSequence}, and the file has it only to entry ${this.#last.sequence}: entries are missing`,
      )
  }

  #mustBeSigned({ key, signature }: { key: string; signature: string }, text: string, name: string): void {
    if (this.#pinned.length > 0 && !this.#pinned.includes(key))
      fail(`${name} is signed with the key ${key}, which is not the one that you trust`)
    if (!isSignedBy(key, text, signature)) fail(`${name} was changed or forged: its signature does not fit`)
    this.#keys.add(key)
  }
}

// What is shown for people to read must be what was hashed.
function checkPersonal({ personal, personalHash, actorName, address }: EntryLine, name: string): void {
  if (personal === null) {
    if (actorName !== null || address !== null)
      fail(`${name} was changed: it names a person, and what it knew of the person was erased`)
    return
  }
  if (sha256(personal) !== personalHash)
    fail(`${name} was changed: what it says of the person is not what was hashed`)
  const person = JSON.parse(personal) as { actorName?: unknown; address?: unknown }
  if (actorName !== (person.actorName ?? null) || address !== (person.address ?? null))
    fail(`${name} was changed: the name or the address is another than the one that was hashed`)
}

/** Reads a line that is exactly as we write it: a field twice, or one that nobody vouches for, would pass a hash and mislead a reader. */
function parse(text: string): { kind: Kind; content: Record<string, unknown> } {
  let content: Record<string, unknown>
  try {
    content = JSON.parse(text)
  } catch {
    return fail('this is no line of JSON')
  }
  if (content === null || typeof content !== 'object' || JSON.stringify(content) !== text)
    return fail('this is not written as an export writes it: it was changed, or saved by another program')
  const { kind, ...rest } = content
  const fields = fieldsOf[kind as Kind]
  if (!fields) return fail(`there is no line of the kind ${JSON.stringify(kind)} in an export`)
  const stray = Object.keys(rest).find(
    (field) => !fields.includes(field) && !(kind === 'segment' && field === 'format'),
  )
  if (stray) return fail(`the field ${stray} is none of an export's: it was added`)
  const missing = fields.find((field) => !(field in rest))
  const { purge } = rest
  if (purge && Object.keys(purge).join() !== 'at,key,signature')
    fail('the deletion holds a field that was added')
  if (missing) return fail(`the field ${missing} is missing`)
  return { kind: kind as Kind, content: rest }
}
