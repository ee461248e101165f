/** What is no XML that is read here, in a sentence for the person who sent it. */
export class XmlFault extends Error {}

/** What stands in an XML file, in order. A tag has its name without a prefix. */
export type XmlPiece =
  | { kind: 'open'; name: string; attributes: string; isEmpty: boolean }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string }

// The longest text of a cell of a spreadsheet has 32,767 characters.
const LONGEST_PIECE = 1_000_000

/** Reads XML as programs write it: tags and texts. Entities of a document's own are refused, not expanded. */
export function* readXml(chunks: Iterable<Uint8Array>): Generator<XmlPiece> {
  const decoder = new TextDecoder()
  let rest = ''
  for (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true })
    let at = 0
    for (;;) {
      const begin = rest.indexOf('<', at)
      if (begin < 0) break
      const end = endOfTag(rest, begin)
      if (end < 0) break
      if (begin > at) yield { kind: 'text', text: decodeText(rest.slice(at, begin)) }
      const piece = pieceOf(rest.slice(begin, end))
      if (piece) yield piece
      at = end
    }
    rest = rest.slice(at)
    if (rest.length > LONGEST_PIECE) throw new XmlFault('The file holds a text that is too long')
  }
}

const patterns = new Map<string, RegExp>()

function patternOf(name: string): RegExp {
  const pattern = new RegExp(`(?:^|\\s)(?:\\w+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
  patterns.set(name, pattern)
  return pattern
}

/** The value of an attribute; null if the tag has none of this name. */
export function attribute(attributes: string, name: string): string | null {
  const pattern = patterns.get(name) ?? patternOf(name)
  const match = pattern.exec(attributes)
  return match ? decodeText(match[1] ?? match[2] ?? '') : null
}

// Where the tag ends that begins here; -1: not in what has arrived.
function endOfTag(text: string, begin: number): number {
  const closing = text.startsWith('<!--', begin) ? '-->' : text.startsWith('<![CDATA[', begin) ? ']]>' : '>'
  const end = text.indexOf(closing, begin)
  return end < 0 ? -1 : end + closing.length
}

function pieceOf(tag: string): XmlPiece | null {
  if (tag.startsWith('<![CDATA[')) return { kind: 'text', text: tag.slice(9, -3) }
  if (tag.startsWith('<!DOCTYPE')) throw new XmlFault('The file declares a document type, which is not read')
  if (tag.startsWith('<!') || tag.startsWith('<?')) return null
  const [, slash, name = '', attributes = '', end] =
    /^<(\/?)(?:[\w.-]+:)?([\w.-]+)(.*?)(\/?)>$/s.exec(tag) ?? []
  if (slash) return { kind: 'close', name }
  return { kind: 'open', name, attributes, isEmpty: end === '/' }
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decodeText(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole
    const code = Number.parseInt(hex ?? decimal, hex ? 16 : 10)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

export interface XmlElement {
  name: string
  attributes: string
  /** Of the element itself, without white space at either end. */
  text: string
  children: XmlElement[]
}

const MOST_CHARACTERS = 5_000_000
const DEEPEST = 50

/** The root of an XML document, with all that stands in it. @throws XmlFault if it is none, too large or too deep. */
export function xmlTree(xml: string): XmlElement {
  if (xml.length > MOST_CHARACTERS) throw new XmlFault('The file is too large')
  const document: XmlElement = { name: '', attributes: '', text: '', children: [] }
  const open = [document]
  for (const piece of readXml([Buffer.from(xml)])) {
    const parent = open[open.length - 1] ?? document
    if (piece.kind === 'text') parent.text += piece.text
    else if (piece.kind === 'open') {
      const element = { name: piece.name, attributes: piece.attributes, text: '', children: [] }
      parent.children.push(element)
      if (!piece.isEmpty) open.push(element)
      if (open.length > DEEPEST) throw new XmlFault('The elements of the file are nested too deep')
    } else {
      if (open.length < 2 || parent.name !== piece.name)
        throw new XmlFault(`The file closes ${piece.name}, which is not open`)
      parent.text = parent.text.trim()
      open.pop()
    }
  }
  const [root] = document.children
  if (!root || open.length > 1) throw new XmlFault('The file is not XML, or a part of it is missing')
  return root
}
