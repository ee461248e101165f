import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseAst } from 'rolldown/parseAst'
import { type ESTree, Visitor } from 'rolldown/utils'

export type Expression = ESTree.Expression
export type Template = ESTree.TaggedTemplateExpression
export type TypeArguments = Template['typeArguments']

/** A source file, and what the names in it stand for. */
export interface Source {
  file: string
  text: string
  templates: Template[]
  /** Statements that are texts with `$1` in them: `tx.prepared('…', values)`, `tx.composed(…)`, `{ text: '…', values }`. */
  texts: { node: Expression; typeArguments: TypeArguments; start: number }[]
  /** Conditions on a table that a mechanism of the platform puts into its statements: `sweep({ table, due })`. */
  conditions: { table: Expression; start: number; end: number }[]
  /** What is declared in it: by name, each with the part of the file in which the name holds. */
  declared: Map<string, Declared[]>
  /** Where imported names come from: a file, and the name there; `*` for all that it exports. */
  imported: Map<string, { file: string; name: string }>
}

/** Gives the source of a file of the repository; null where there is none. */
export type Sources = (file: string) => Source | null

interface Declared {
  /** The value of a constant; null for a parameter, whose value the call gives. */
  value: Expression | null
  /** The written type of a parameter. */
  type: string
  from: number
  to: number
}

/** Reads sources when they are asked for, once each. Files are named by their path in the repository. */
export function sourcesOf(root: string): Sources {
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    imports: Record<string, string>
  }
  // "#platform/*": "./server/platform/*"
  const aliases = Object.entries(imports).map(([from, to]) => [from.slice(0, -1), to.slice(2, -1)] as const)
  const known = new Map<string, Source | null>()
  return (file) => {
    let source = known.get(file)
    if (source === undefined) {
      const path = join(root, file)
      source = existsSync(path) ? readSource(file, readFileSync(path, 'utf8'), aliases) : null
      known.set(file, source)
    }
    return source
  }
}

/** Whether a template is SQL; `sql.unchecked` is as well. */
export function isSql({ tag }: Template): boolean {
  return tag.type === 'MemberExpression'
    ? tag.object.type === 'Identifier' && tag.object.name === 'sql'
    : tag.type === 'Identifier' && tag.name === 'sql'
}

type Aliases = readonly (readonly [from: string, to: string])[]

export function readSource(file: string, text: string, aliases: Aliases = []): Source {
  const source: Source = {
    file,
    text,
    templates: [],
    texts: [],
    conditions: [],
    declared: new Map(),
    imported: new Map(),
  }
  const blocks: { start: number; end: number }[] = [{ start: 0, end: text.length }]
  const enter = (node: { start: number; end: number }) => {
    blocks.push(node)
  }
  const leave = () => {
    blocks.pop()
  }
  const declare = (name: string, value: Expression | null, type = '') => {
    const block = blocks.at(-1) ?? { start: 0, end: text.length }
    const others = source.declared.get(name) ?? []
    source.declared.set(name, [...others, { value, type, from: block.start, to: block.end }])
  }
  const parameters = (node: ESTree.Function | ESTree.ArrowFunctionExpression) => {
    enter(node)
    for (const parameter of node.params)
      if (parameter.type === 'Identifier')
        declare(
          parameter.name,
          null,
          parameter.typeAnnotation
            ? text.slice(parameter.typeAnnotation.start, parameter.typeAnnotation.end)
            : '',
        )
  }
  new Visitor({
    TaggedTemplateExpression(node) {
      if (isSql(node)) source.templates.push(node)
    },
    CallExpression({ callee, arguments: [node], typeArguments, start }) {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return
      const method = callee.property.name
      // `tx.rows` takes SQL of the tag; the connection of the owner takes a text.
      const isText = node?.type === 'Literal' || node?.type === 'TemplateLiteral'
      const takesText = method === 'prepared' || method === 'composed' || (method === 'rows' && isText)
      if (takesText && node && node.type !== 'SpreadElement')
        source.texts.push({ node, typeArguments, start })
    },
    ObjectExpression({ properties, start }) {
      const named = (name: string) =>
        properties.flatMap((property) =>
          property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === name
            ? [property.value]
            : [],
        )[0]
      const [text, table] = [named('text'), named('table')]
      if (text?.type === 'Literal' && named('values'))
        source.texts.push({ node: text, typeArguments: null, start })
      // sweep({ due: … }), leasedWork({ waiting: … })
      const condition = named('due') ?? named('waiting')
      if (table && condition) source.conditions.push({ table, start: condition.start, end: condition.end })
    },
    VariableDeclarator(node) {
      if (node.id.type === 'Identifier' && node.init) declare(node.id.name, node.init)
    },
    ImportDeclaration(node) {
      const from = fileOf(node.source.value, file, aliases)
      for (const specifier of node.specifiers) {
        const name =
          specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier'
            ? specifier.imported.name
            : '*'
        if (from) source.imported.set(specifier.local.name, { file: from, name })
      }
    },
    BlockStatement: enter,
    'BlockStatement:exit': leave,
    FunctionDeclaration: parameters,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: parameters,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: parameters,
    'ArrowFunctionExpression:exit': leave,
  }).visit(parseAst(text, { lang: 'ts' }, file))
  return source
}

function fileOf(specifier: string, file: string, aliases: Aliases): string | null {
  if (specifier.startsWith('.')) return join(dirname(file), specifier)
  const alias = aliases.find(([from]) => specifier.startsWith(from))
  return alias ? alias[1] + specifier.slice(alias[0].length) : null
}

/** What a name stands for at a place of a source: the innermost declaration around it. */
export function declaredAt(source: Source, name: string, at: number): Declared | null {
  const around = (source.declared.get(name) ?? []).filter(({ from, to }) => from <= at && at < to)
  return around.sort((a, b) => a.to - a.from - (b.to - b.from))[0] ?? null
}

/** `server/modules/fleet/meter.ts:209:14` */
export function placeOf(source: Source, at: number): string {
  const before = source.text.slice(0, at).split('\n')
  return `${source.file}:${before.length}:${(before.at(-1) ?? '').length + 1}`
}
