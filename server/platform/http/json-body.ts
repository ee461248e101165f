import { parse } from 'secure-json-parse'
import { invalidFields, invalidRequest, malformedJson } from '../kernel/problem.ts'
import { mostDepth, mostFields, mostValues } from './body-bounds.ts'

/** Parses a JSON body. @throws Problem that says where parsing failed, or which character no record can hold. */
export function parseJsonBody(text: string): unknown {
  const excess = excessOf(text)
  if (excess) throw invalidFields([{ field: 'body', message: excess }])
  const value = parsed(text)
  refuseTwice(text, value)
  // The only ways to write these in JSON. PostgreSQL can store every other character.
  if (text.includes('\\u0000')) refuseText(value, 'the character U+0000', (part) => part.includes('\u0000'))
  if (/\\u[dD][89a-fA-F]/.test(text))
    refuseText(value, 'half of a surrogate pair', (part) => !part.isWellFormed())
  return value
}

function refuseText(body: unknown, what: string, isRefused: (text: string) => boolean): void {
  const field = fieldWithText(body, isRefused)
  if (field === null) return
  throw invalidRequest(`${field || 'body'} holds ${what}, which no text here can hold`, {
    details: [{ field: field || 'body', message: `holds ${what}` }],
  })
}

const quote = 34
const backslash = 92
const [comma, openList, closeList, openObject, closeObject] = [44, 91, 93, 123, 125]

/** What a text has too much of, by its punctuation alone: to parse a million values costs a hundred times as much. */
function excessOf(text: string): string | null {
  let values = 0
  let depth = 0
  /** How many fields the object at each depth has so far; for a list, nothing that grows. */
  const fields: number[] = [0]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === comma) {
      values += 1
      const count = (fields[depth] ?? 0) + 1
      fields[depth] = count
      if (count > mostFields) return `must have at most ${mostFields} fields in one object`
    } else if (code === openList || code === openObject) {
      values += 1
      depth += 1
      fields[depth] = code === openObject ? 1 : Number.NEGATIVE_INFINITY
    } else if (code === closeList || code === closeObject) depth -= 1
    if (depth > mostDepth + 1) return `must not be nested more than ${mostDepth} levels deep`
    // A list of lists counts each of them twice here.
    if (values > 2 * mostValues) return `must have at most ${mostValues} values in all`
  }
  return null
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === backslash) at += 1
    else if (code === quote) return at
  }
  return text.length
}

/** Refuses an object that names a field twice: the parser would take the last one without a word. */
function refuseTwice(text: string, value: unknown): void {
  let written = 0
  for (const [string] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"[ \t\r\n]*:?/g))
    if (string.endsWith(':')) written++
  if (written === countFields(value)) return
  throw invalidRequest('The body names a field twice in one object. Each field has one value', {
    details: [{ field: 'body', message: 'names a field twice in one object' }],
  })
}

function countFields(body: unknown): number {
  let count = 0
  const waiting = [body]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === null || typeof next !== 'object') continue
    const parts = Object.values(next)
    if (!Array.isArray(next)) count += parts.length
    for (const part of parts) if (part !== null && typeof part === 'object') waiting.push(part)
  }
  return count
}

function parsed(text: string): unknown {
  try {
    return parse(text, { protoAction: 'error', constructorAction: 'error' })
  } catch {
    const stop = whereJsonStops(text)
    if (stop === null)
      throw malformedJson(
        'The body holds a field named __proto__ or constructor.prototype, which no operation takes',
      )
    throw malformedJson(`The body is not valid JSON: reading stopped at ${placeOf(text, stop)}`)
  }
}

/** Where a character stands, in words: `line 3, column 7, before "x"`. */
export function placeOf(text: string, stop: number): string {
  const lines = text.slice(0, stop).split('\n')
  const place = `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`
  const found = String.fromCodePoint(text.codePointAt(stop) ?? 0)
  return stop >= text.length
    ? `${place}, where the body ends too early`
    : `${place}, before ${JSON.stringify(found)}`
}

const token =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that a JSON text must escape
  /(?:[{}[\],:]|"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y
const space = /[ \t\r\n]*/y

/** The index of the first character that cannot be part of a JSON value (RFC 8259); null if the text is valid. */
export function whereJsonStops(text: string): number | null {
  // What may come next: a value, a value or the end of its list, a key, a key or the end of its object, …
  let wanted: 'value' | 'value]' | 'key' | 'key}' | ':' | ',' = 'value'
  const open: string[] = []
  for (let at = skipSpace(text, text.startsWith('\ufeff') ? 1 : 0); ; at = skipSpace(text, token.lastIndex)) {
    if (at >= text.length) return wanted === ',' && open.length === 0 ? null : at
    token.lastIndex = at
    const found = token.exec(text)?.[0]
    if (found === undefined) return at
    if (found === '}' || found === ']') {
      const closes = found === '}' ? ['{', 'key}'] : ['[', 'value]']
      if (open.pop() !== closes[0] || (wanted !== ',' && wanted !== closes[1])) return at
      wanted = ','
    } else if (found === ',') {
      if (wanted !== ',' || open.length === 0) return at
      wanted = open.at(-1) === '{' ? 'key' : 'value'
    } else if (found === ':') {
      if (wanted !== ':') return at
      wanted = 'value'
    } else if (wanted === 'key' || wanted === 'key}') {
      if (!found.startsWith('"')) return at
      wanted = ':'
    } else if (wanted !== 'value' && wanted !== 'value]') {
      return at
    } else if (found === '{' || found === '[') {
      open.push(found)
      wanted = found === '{' ? 'key}' : 'value]'
    } else {
      wanted = ','
    }
  }
}

function skipSpace(text: string, at: number): number {
  space.lastIndex = at
  space.exec(text)
  return space.lastIndex
}

/** The path of a string or name that is refused. Not recursive, because a body may be nested deeply. */
function fieldWithText(body: unknown, isRefused: (text: string) => boolean): string | null {
  const waiting: { value: unknown; path: string }[] = [{ value: body, path: '' }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next
    if (typeof value === 'string' && isRefused(value)) return path
    if (value === null || typeof value !== 'object') continue
    for (const [name, inner] of Object.entries(value)) {
      if (isRefused(name)) return path
      // Nobody needs a path this deep, and building it would take quadratic space.
      waiting.push({ value: inner, path: path === '' ? name : path.length > 200 ? path : `${path}.${name}` })
    }
  }
  return null
}
