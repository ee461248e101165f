import { type Found, type Part, Reader, type Scope } from './reader.ts'
import { placeOf, readSource, type Source, type Sources, type TypeArguments } from './source.ts'

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

/** Every statement of the sources that can be known without running the code, and what cannot be. */
export function collectStatements(
  files: readonly string[],
  sources: Sources,
): { statements: Statement[]; unchecked: Unchecked[] } {
  const reader = new Reader(sources)
  const statements: Statement[] = []
  const unchecked: Unchecked[] = []
  for (const source of files.flatMap((file) => sources(file) ?? [])) {
    for (const { node, typeArguments, start } of source.texts) {
      const text = reader.text(node, { source, args: new Map() })
      const place = placeOf(source, start)
      if (text === null) unchecked.push({ file: source.file, place })
      else if (!isCommand.test(text[0]?.text ?? ''))
        statements.push({ name: nameOf(typeArguments), place, variants: [toVariant(text)] })
    }
  }
  const templates = files
    .flatMap((file) => sources(file) ?? [])
    .flatMap((source) => source.templates.map((template) => ({ source, template })))
  const read = templates.map(({ source, template }) => {
    const text = template.quasi.quasis.map((quasi) => quasi.value.cooked ?? '').join('$')
    const table = source.conditions.find(
      ({ start, end }) => start <= template.start && template.end <= end,
    )?.table
    const scope: Scope = { source, args: table ? momentOfSweep : new Map() }
    const isKnown = template.tag.type === 'Identifier' && (table !== undefined || startsStatement.test(text))
    const forms = isKnown ? reader.template(template, scope) : null
    const place = { source, template, isCommand: isCommand.test(text) }
    if (!table || !forms) return { ...place, forms }
    const name = reader.text(table, scope)
    return { ...place, forms: name && forms.map((form) => withTable(name, form)) }
  })
  // Only now, when all statements have been read, is it known what is a part of one.
  for (const { source, template, forms, isCommand } of read) {
    if (isCommand || reader.parts.has(template)) continue
    const place = placeOf(source, template.start)
    if (forms === null) unchecked.push({ file: source.file, place })
    else statements.push({ name: nameOf(template.typeArguments), place, variants: forms.map(toVariant) })
  }
  return { statements, unchecked }
}

/** What the condition of a sweep is given as SQL. */
const momentOfSweep = (() => {
  const source = readSource('', "const today = sql.raw('current_date')")
  const found = [...source.declared].flatMap(([name, [declared]]): [string, Found][] =>
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
  const piece = pieces.findLast((one) => one.offset <= offset) ?? pieces[0]
  return piece ? placeOf(piece.source, piece.at + offset - piece.offset) : ''
}
