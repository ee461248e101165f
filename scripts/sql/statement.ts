import {
  declaredAt,
  type Expression,
  isSql,
  placeOf,
  type Source,
  type Sources,
  type Template,
} from './source.ts'

/** A statement as the database gets it. Where it has parts to choose from, there is one of each choice. */
export interface Statement {
  /** What the code calls its row: `sql<'latestReading'>`. */
  name: string | null
  source: Source
  template: Template
  variants: Variant[]
}

export interface Variant {
  text: string
  /** Where its pieces stand in the sources, so that an error of the database gets a line. */
  pieces: { offset: number; source: Source; at: number }[]
}

/** SQL that nothing checks before it runs. */
export interface Unchecked {
  source: Source
  template: Template
  text: string
}

/** A part of a statement: fixed text, or a value that the statement is given when it runs. */
type Part = { text: string; source: Source; at: number } | 'value'
/** The names of a function's parameters, and what it is called with. */
interface Scope {
  source: Source
  args: Map<string, { node: Expression; scope: Scope }>
}

/** More choices than that are not worked out: it would be slow, and somebody should look at it. */
const mostVariants = 64
const startsStatement = /^\s*(select|insert|update|delete|with|merge)\b/i
const isCommand = /^\s*(savepoint|release|rollback|set)\b/i

/** Every statement of the sources that can be known without running the code, and what cannot be. */
export function collectStatements(
  files: readonly string[],
  sources: Sources,
): { statements: Statement[]; unchecked: Unchecked[] } {
  const used = new Set<Template>()
  const found: (Statement & { isWhole: boolean })[] = []
  for (const source of files.map(sources))
    for (const template of source?.templates ?? []) {
      if (!source) continue
      const text = template.quasi.quasis.map((quasi) => quasi.value.cooked ?? '').join('$')
      if (isCommand.test(text) || used.has(template)) continue
      if (source.conditions.some(({ start, end }) => start < template.start && template.end <= end)) continue
      const parts =
        startsStatement.test(text) && template.tag.type === 'Identifier'
          ? new Reader(sources, used, template).template(template, { source, args: new Map() })
          : null
      found.push({
        name: nameOf(template),
        source,
        template,
        variants: (parts ?? []).map(toVariant),
        isWhole: parts !== null,
      })
    }
  const own = found.filter(({ template }) => !used.has(template))
  return {
    statements: own.filter(({ isWhole }) => isWhole),
    unchecked: own
      .filter(({ isWhole }) => !isWhole)
      .map(({ source, template }) => ({
        source,
        template,
        text: source.text.slice(template.quasi.start + 1, template.quasi.end - 1),
      })),
  }
}

function nameOf({ typeArguments }: Template): string | null {
  const [first] = typeArguments?.params ?? []
  return first?.type === 'TSLiteralType' &&
    first.literal.type === 'Literal' &&
    typeof first.literal.value === 'string'
    ? first.literal.value
    : null
}

function toVariant(parts: Part[]): Variant {
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

/** Works out what a template makes, through constants, functions of one expression, and choices. */
class Reader {
  private readonly sources: Sources
  private readonly used: Set<Template>
  private readonly outer: Template

  constructor(sources: Sources, used: Set<Template>, outer: Template) {
    this.sources = sources
    this.used = used
    this.outer = outer
  }

  /** @returns every form that it can take; null when that is not known. */
  template(node: Template, scope: Scope): Part[][] | null {
    if (node !== this.outer) this.used.add(node)
    let forms: Part[][] = [[]]
    for (const [index, quasi] of node.quasi.quasis.entries()) {
      const text = quasi.value.cooked ?? ''
      for (const form of forms) form.push({ text, source: scope.source, at: quasi.start + 1 })
      const expression = node.quasi.expressions[index]
      if (!expression) continue
      const inner = this.part(expression, scope)
      if (inner === null || inner.length * forms.length > mostVariants) return null
      forms = forms.flatMap((form) => inner.map((one) => [...form, ...one]))
    }
    return forms
  }

  private part(node: Expression, scope: Scope): Part[][] | null {
    const value: Part[][] = [['value']]
    switch (node.type) {
      case 'TaggedTemplateExpression':
        return isSql(node) ? this.template(node, scope) : value
      case 'ConditionalExpression':
        return this.choice([node.consequent, node.alternate], scope)
      case 'MemberExpression':
        return node.object.type === 'ObjectExpression'
          ? this.choice(
              node.object.properties.flatMap((one) => (one.type === 'Property' ? [one.value] : [])),
              scope,
            )
          : value
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
        return this.part(node.expression, scope)
      case 'Identifier': {
        const target = this.target(node.name, node.start, scope)
        if (target === 'fragment') return null
        return target ? this.part(target.node, target.scope) : value
      }
      case 'CallExpression':
        return this.call(node, scope)
      default:
        return value
    }
  }

  private choice(nodes: Expression[], scope: Scope): Part[][] | null {
    const all: Part[][] = []
    for (const node of nodes) {
      const forms = this.part(node, scope)
      if (forms === null) return null
      all.push(...forms)
    }
    // Two values to choose from are one value.
    const isValue = (form: Part[]) => form.length === 1 && form[0] === 'value'
    return [...all.filter((form) => !isValue(form)), ...all.filter(isValue).slice(0, 1)]
  }

  private call(node: Extract<Expression, { type: 'CallExpression' }>, scope: Scope): Part[][] | null {
    const { callee } = node
    if (
      callee.type === 'MemberExpression' &&
      callee.object.type === 'Identifier' &&
      callee.object.name === 'sql'
    ) {
      const [argument] = node.arguments
      const method = callee.property.type === 'Identifier' ? callee.property.name : ''
      const text = argument && argument.type !== 'SpreadElement' ? this.string(argument, scope) : null
      if (text === null || !(method === 'raw' || method === 'ref')) return null
      return [[{ text: method === 'ref' ? `"${text}"` : text, source: scope.source, at: node.start }]]
    }
    const body = this.body(node, scope)
    return body ? this.part(body.node, body.scope) : [['value']]
  }

  /** Text that is known without running the code; null when it is not. */
  private string(node: Expression, scope: Scope): string | null {
    if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null
    if (node.type === 'TemplateLiteral') {
      const inner = node.expressions.map((one) => this.string(one, scope))
      if (inner.includes(null)) return null
      return node.quasis.map((quasi, index) => (quasi.value.cooked ?? '') + (inner[index] ?? '')).join('')
    }
    if (node.type === 'Identifier') {
      const target = this.target(node.name, node.start, scope)
      return target && target !== 'fragment' ? this.string(target.node, target.scope) : null
    }
    // `cpa.isOverdue`, of an `import * as cpa`
    if (node.type === 'MemberExpression' && node.object.type === 'Identifier') {
      const all = scope.source.imported.get(node.object.name)
      const name = node.property.type === 'Identifier' ? node.property.name : ''
      const target = all?.name === '*' ? this.exported(all.file, name) : null
      return target && this.string(target.node, target.scope)
    }
    const body = node.type === 'CallExpression' ? this.body(node, scope) : null
    return body ? this.string(body.node, body.scope) : null
  }

  /** What the function of one expression that is called here gives. */
  private body(
    node: Extract<Expression, { type: 'CallExpression' }>,
    scope: Scope,
  ): { node: Expression; scope: Scope } | null {
    if (node.callee.type !== 'Identifier') return null
    const target = this.target(node.callee.name, node.start, scope)
    if (!target || target === 'fragment' || target.node.type !== 'ArrowFunctionExpression') return null
    const { params, body } = target.node
    // A function that calls itself has no end that can be seen here.
    if (body.type === 'BlockStatement' || target.scope.args.size > 8) return null
    const args = new Map(target.scope.args)
    for (const [index, parameter] of params.entries()) {
      const argument = node.arguments[index]
      if (parameter.type === 'Identifier' && argument && argument.type !== 'SpreadElement')
        args.set(parameter.name, { node: argument, scope })
    }
    return { node: body as Expression, scope: { source: target.scope.source, args } }
  }

  /** What a name stands for: `fragment` when it is SQL that only the call knows, null when it is a value. */
  private target(
    name: string,
    at: number,
    scope: Scope,
  ): { node: Expression; scope: Scope } | 'fragment' | null {
    const declared = declaredAt(scope.source, name, at)
    if (declared && declared.value === null) {
      const argument = scope.args.get(name)
      if (argument) return argument
      return /\b(RawBuilder|Query|typeof sql)\b/.test(declared.type) ? 'fragment' : null
    }
    if (declared?.value) return { node: declared.value, scope }
    const imported = scope.source.imported.get(name)
    return imported ? this.exported(imported.file, imported.name) : null
  }

  private exported(file: string, name: string): { node: Expression; scope: Scope } | null {
    const source = this.sources(file)
    const [declared] = source?.declared.get(name) ?? []
    return source && declared?.value ? { node: declared.value, scope: { source, args: new Map() } } : null
  }
}
