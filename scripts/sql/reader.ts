import { declaredAt, type Expression, isSql, type Source, type Sources, type Template } from './source.ts'

/** A part of a statement: fixed text, or a value that the statement is given when it runs. */
export type Part = { text: string; source: Source; at: number } | 'value'
type Text = Exclude<Part, 'value'>[]

/** Where an expression stands: its file, and what the functions around it were called with. */
export interface Scope {
  source: Source
  args: ReadonlyMap<string, Found>
}
export interface Found {
  node: Expression
  scope: Scope
}
type Call = Extract<Expression, { type: 'CallExpression' }>

/** More choices than that are not worked out: it would be slow, and somebody should look at it. */
const mostForms = 64

/** Works out what SQL is made of, through constants, functions of one expression, imports and choices. */
export class Reader {
  /** The templates that were read as parts of another. */
  readonly parts = new Set<Template>()
  readonly #sources: Sources

  constructor(sources: Sources) {
    this.#sources = sources
  }

  /** @returns every form that a template can take; null when that is known only when it runs. */
  template(node: Template, scope: Scope): Part[][] | null {
    let forms: Part[][] = [[]]
    for (const [index, quasi] of node.quasi.quasis.entries()) {
      const text = quasi.value.cooked ?? ''
      for (const form of forms) form.push({ text, source: scope.source, at: quasi.start + 1 })
      const expression = node.quasi.expressions[index]
      if (!expression) continue
      const inner = this.#part(expression, scope)
      if (inner === null || inner.length * forms.length > mostForms) return null
      forms = forms.flatMap((form) => inner.map((one) => [...form, ...one]))
    }
    return forms
  }

  /** @returns what an expression gives as text; null when that is known only when it runs. */
  text(node: Expression, scope: Scope): Text | null {
    switch (node.type) {
      case 'Literal':
        return [{ text: String(node.value), source: scope.source, at: node.start + 1 }]
      case 'TemplateLiteral': {
        const all: Text = []
        for (const [index, quasi] of node.quasis.entries()) {
          all.push({ text: quasi.value.cooked ?? '', source: scope.source, at: quasi.start + 1 })
          const expression = node.expressions[index]
          const inner = expression ? this.text(expression, scope) : []
          if (inner === null) return null
          all.push(...inner)
        }
        return all
      }
      case 'Identifier':
      case 'MemberExpression': {
        if (node.type === 'MemberExpression' && isName(node.property, 'select'))
          return this.#selectOf(node.object, scope)
        const found = this.#found(node, scope)
        return found && found !== 'fragment' ? this.text(found.node, found.scope) : null
      }
      case 'CallExpression': {
        const body = this.#body(node, scope)
        return body && this.text(body.node, body.scope)
      }
      default:
        return null
    }
  }

  #part(node: Expression, scope: Scope): Part[][] | null {
    const value: Part[][] = [['value']]
    switch (node.type) {
      case 'TaggedTemplateExpression':
        if (!isSql(node)) return value
        this.parts.add(node)
        return this.template(node, scope)
      case 'ConditionalExpression':
        return this.#choice([node.consequent, node.alternate], scope)
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
        return this.#part(node.expression, scope)
      case 'Identifier':
      case 'MemberExpression': {
        // `{ flights: sql`…`, events: sql`…` }[kind]`
        if (node.type === 'MemberExpression' && node.object.type === 'ObjectExpression')
          return this.#choice(
            node.object.properties.flatMap((property) =>
              property.type === 'Property' ? [property.value] : [],
            ),
            scope,
          )
        const found = this.#found(node, scope)
        if (found === 'fragment') return null
        return found ? this.#part(found.node, found.scope) : value
      }
      case 'CallExpression': {
        const { callee } = node
        if (callee.type === 'MemberExpression' && isName(callee.object, 'sql'))
          return this.#verbatim(node, scope)
        const body = this.#body(node, scope)
        return body ? this.#part(body.node, body.scope) : value
      }
      default:
        return value
    }
  }

  #choice(nodes: Expression[], scope: Scope): Part[][] | null {
    const all: Part[][] = []
    for (const node of nodes) {
      const forms = this.#part(node, scope)
      if (forms === null) return null
      all.push(...forms)
    }
    // Two values to choose from are one value.
    const isValue = (form: Part[]) => form.length === 1 && form[0] === 'value'
    return [...all.filter((form) => !isValue(form)), ...all.filter(isValue).slice(0, 1)]
  }

  /** `sql.raw('…')` and `sql.ref('…')`; the other methods are known only when they run. */
  #verbatim(node: Call, scope: Scope): Part[][] | null {
    const { callee, arguments: args } = node
    const [argument] = args
    if (callee.type !== 'MemberExpression' || !argument || argument.type === 'SpreadElement') return null
    const text = this.text(argument, scope)
    if (!text || !isName(callee.property, 'raw', 'ref')) return null
    const quote = { text: isName(callee.property, 'ref') ? '"' : '', source: scope.source, at: node.start }
    return [[quote, ...text, quote]]
  }

  /** `Hazard.select`, of a `resource()`: what stands behind it, and not its select list. */
  #selectOf(node: Expression, scope: Scope): Text | null {
    const found = this.#found(node, scope)
    const call = found && found !== 'fragment' ? found.node : null
    const [options] = call?.type === 'CallExpression' && isName(call.callee, 'resource') ? call.arguments : []
    if (!found || found === 'fragment' || options?.type !== 'ObjectExpression') return null
    const text = (name: string): Text | null => {
      const option = options.properties.find(
        (property) => property.type === 'Property' && isName(property.key, name),
      )
      return option?.type === 'Property' ? this.text(option.value, found.scope) : []
    }
    const [table, joins] = [text('table'), text('joins')]
    if (!table || !joins) return null
    const plain = (text: string) => ({ text, source: scope.source, at: node.start })
    return [plain('select null from '), ...table, plain(' t '), ...joins]
  }

  /** What the function of one expression that is called here gives. */
  #body(node: Call, scope: Scope): Found | null {
    if (node.callee.type !== 'Identifier') return null
    const found = this.#found(node.callee, scope)
    if (!found || found === 'fragment' || found.node.type !== 'ArrowFunctionExpression') return null
    const { params, body } = found.node
    // A function that calls itself has no end that can be seen here.
    if (body.type === 'BlockStatement' || found.scope.args.size > 8) return null
    const args = new Map(found.scope.args)
    for (const [index, parameter] of params.entries()) {
      const argument = node.arguments[index]
      if (parameter.type === 'Identifier' && argument && argument.type !== 'SpreadElement')
        args.set(parameter.name, { node: argument, scope })
    }
    return { node: body as Expression, scope: { source: found.scope.source, args } }
  }

  /** What a name stands for: `fragment` when it is SQL that only the call knows, null when it is a value. */
  #found(node: Expression, scope: Scope): Found | 'fragment' | null {
    // `cpa.isOverdue`, of an `import * as cpa`
    if (node.type === 'MemberExpression') {
      const all = node.object.type === 'Identifier' ? scope.source.imported.get(node.object.name) : null
      const name = node.property.type === 'Identifier' ? node.property.name : ''
      return all?.name === '*' ? this.#exported(all.file, name) : null
    }
    if (node.type !== 'Identifier') return null
    const declared = declaredAt(scope.source, node.name, node.start)
    if (declared?.value) return { node: declared.value, scope }
    const argument = scope.args.get(node.name)
    if (argument) return argument
    if (declared) return /\b(RawBuilder|Query)\b|typeof sql/.test(declared.type) ? 'fragment' : null
    const imported = scope.source.imported.get(node.name)
    return imported ? this.#exported(imported.file, imported.name) : null
  }

  #exported(file: string, name: string): Found | null {
    const source = this.#sources(file)
    const [declared] = source?.declared.get(name) ?? []
    return source && declared?.value ? { node: declared.value, scope: { source, args: new Map() } } : null
  }
}

const isName = (node: Expression | { type: string }, ...names: string[]) =>
  node.type === 'Identifier' && 'name' in node && names.includes(node.name as string)
