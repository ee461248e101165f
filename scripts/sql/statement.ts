import { type Found as FoundName, type Part, Reader, type Scope } from './reader.ts'
import {
  placeOf,
  readSource,
  type Source,
  type Sources,
  type Template,
  type TypeArguments,
} from './source.ts'

/** A statement as the database gets it. Where it has parts to choose from, there is one of each choice. */
export interface Statement {
  /** What the code calls its row: `sql<'latestReading'>`. */
  name: string | null
  place: string
  variants: Variant[]
}

export interface Variant {
  text: string
  /** Where its pieces stand in the sources, so that an error of the database gets a line. */
  pieces: { offset: number; source: Source; at: number }[]
}

/** SQL that nothing checks before it runs. */
export interface Unchecked {
  file: string
  place: string
}

const startsStatement = /^\s*(select|insert|update|delete|with|merge)\b/i
const isCommand = /^\s*(savepoint|release|rollback|set)\b/i

interface Found {
  source: Source
  start: number
  name: string | null
  /** Null when it is known only when it runs. */
  forms: Part[][] | null
}

/** Every statement of the sources that can be known without running the code, and what cannot be. */
export function collectStatements(
  files: readonly string[],
  sources: Sources,
): { statements: Statement[]; unchecked: Unchecked[] } {
  const reader = new Reader(sources)
  const all = files.flatMap((file) => sources(file) ?? [])
  const templates = all.flatMap((source) =>
    source.templates
      .filter(isNoCommand)
      .map((template) => ({ template, found: readTemplate(reader, source, template) })),
  )
  // Only now, when all templates have been read, is it known which are parts of others.
  const whole = templates.filter(({ template }) => !reader.parts.has(template))
  const found = [...all.flatMap((source) => readTexts(reader, source)), ...whole.map(({ found }) => found)]
  const statements: Statement[] = []
  const unchecked: Unchecked[] = []
  for (const { source, start, name, forms } of found) {
    const place = placeOf(source, start)
    if (forms === null) unchecked.push({ file: source.file, place })
    else if (!isCommand.test(textOf(forms[0] ?? [])))
      statements.push({ name, place, variants: forms.map(toVariant) })
  }
  return { statements, unchecked }
}

function readTexts(reader: Reader, source: Source): Found[] {
  return source.texts.map(({ node, typeArguments, start }) => {
    const text = reader.text(node, { source, args: new Map() })
    return { source, start, name: nameOf(typeArguments), forms: text && [text] }
  })
}

function readTemplate(reader: Reader, source: Source, template: Template): Found {
  const { start, end, tag, typeArguments } = template
  const table = source.conditions.find((condition) => condition.start <= start && end <= condition.end)?.table
  const scope: Scope = { source, args: table ? momentOfSweep : new Map() }
  const forms = tag.type === 'Identifier' ? reader.template(template, scope) : null
  const found = { source, start, name: nameOf(typeArguments) }
  if (!table) return { ...found, forms: forms && isStatement(forms) ? forms : null }
  const name = reader.text(table, scope)
  return { ...found, forms: name && (forms?.map((form) => withTable(name, form)) ?? null) }
}

const textOf = (parts: readonly Part[]) => parts.map((part) => (part === 'value' ? '$' : part.text)).join('')
const isStatement = (forms: readonly Part[][]) => forms.every((form) => startsStatement.test(textOf(form)))
const isNoCommand = ({ quasi }: Template) => !isCommand.test(quasi.quasis[0]?.value.cooked ?? '')

/** What the condition of a sweep is given as SQL. */
const momentOfSweep = (() => {
  const source = readSource('', "const today = sql.raw('current_date')")
  const found = [...source.declared].flatMap(([name, [declared]]): [string, FoundName][] =>
    declared?.value ? [[name, { node: declared.value, scope: { source, args: new Map() } }]] : [],
  )
  return new Map(found)
})()

/** The least statement with a condition on rows `t` of a table, whose workspace is `w`. */
function withTable(table: readonly Part[], condition: readonly Part[]): Part[] {
  const [first] = table
  if (!first || first === 'value') return [...condition]
  const text = (text: string) => ({ ...first, text })
  return [
    text('select from '),
    ...table,
    text(' t left join workspaces w on true where ('),
    ...condition,
    text(')'),
  ]
}

function nameOf(typeArguments: TypeArguments): string | null {
  const [first] = typeArguments?.params ?? []
  return first?.type === 'TSLiteralType' &&
    first.literal.type === 'Literal' &&
    typeof first.literal.value === 'string'
    ? first.literal.value
    : null
}

function toVariant(parts: readonly Part[]): Variant {
  const variant: Variant = { text: '', pieces: [] }
  let values = 0
  for (const part of parts) {
    if (part === 'value') {
      values += 1
      variant.text += `$${values}`
    } else {
      variant.pieces.push({ offset: variant.text.length, source: part.source, at: part.at })
      variant.text += part.text
    }
  }
  return variant
}

/** Where the character at `offset` of a variant stands in the sources. */
export function placeIn({ pieces }: Variant, offset: number): string {
  const piece = pieces.findLast((piece) => piece.offset <= offset) ?? pieces[0]
  return piece ? placeOf(piece.source, piece.at + offset - piece.offset) : ''
}
