import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

// The walls: which part may import which. `docs/architecture.md` shows the same tables,
// and `npm run check` compares the two.

/** Value imports between the folders of the platform. Type-only imports are free inside the platform. */
export const platformArrows: Readonly<Record<string, readonly string[]>> = {
  database: ['limits'],
  kernel: ['database'],
  limits: [],
  net: ['kernel'],
  files: ['database', 'kernel', 'limits'],
  paper: ['kernel', 'limits'],
  series: ['database'],
  jobs: ['database', 'kernel', 'events'],
  events: ['database', 'kernel'],
  mail: ['database', 'kernel', 'jobs'],
  access: ['database', 'kernel', 'events', 'net', 'jobs'],
  audit: ['database', 'kernel', 'access', 'events', 'jobs'],
  retention: ['database', 'kernel', 'access', 'audit', 'events', 'jobs'],
  workspace: ['database', 'kernel', 'access', 'events', 'files', 'jobs', 'net'],
  identity: ['database', 'kernel', 'access', 'events', 'files', 'jobs', 'mail', 'net'],
  webhooks: ['database', 'kernel', 'events', 'jobs', 'net'],
  notifications: ['database', 'kernel', 'events', 'jobs', 'mail', 'webhooks'],
  importing: ['database', 'kernel', 'events', 'files', 'jobs'],
  records: ['database', 'kernel', 'access'],
  system: ['database', 'kernel', 'events', 'files', 'jobs', 'net'],
  export: ['database', 'kernel', 'events', 'files', 'jobs', 'system'],
  http: ['database', 'kernel', 'access', 'events', 'limits', 'net'],
}

/** Imports between modules, of values and types, always from the other's `index.ts`. */
export const moduleArrows: Readonly<Record<string, readonly string[]>> = {
  projects: ['planning'],
  crew: [],
  fleet: [],
  planning: ['crew', 'fleet'],
  flights: ['crew', 'fleet', 'planning'],
  compliance: ['crew', 'flights', 'planning'],
  duty: ['crew', 'flights', 'planning'],
  readiness: ['compliance', 'crew', 'duty', 'fleet', 'maintenance', 'planning'],
  trips: ['crew', 'duty', 'fleet', 'flights', 'maintenance', 'planning'],
  maintenance: ['fleet', 'flights', 'planning'],
  safety: [],
  fbo: [],
  finance: ['crew', 'fbo', 'fleet', 'flights', 'maintenance', 'planning', 'projects'],
  training: ['compliance', 'crew', 'flights', 'planning'],
  public: ['compliance', 'crew', 'finance', 'fleet', 'flights', 'maintenance', 'planning', 'training'],
}

/** Imports between the modules of the console. */
export const consoleArrows: Readonly<Record<string, readonly string[]>> = {
  account: ['mfa'],
  crew: ['compliance', 'flights'],
  fleet: ['flights', 'maintenance'],
  identity: ['mfa'],
  notifications: ['webhooks'],
  planning: ['trips'],
  safety: ['audit'],
  today: ['compliance', 'fbo', 'flights', 'maintenance', 'planning', 'safety'],
  workspace: ['mfa', 'security'],
}

/** Packages of plain arithmetic, without input or output, that rules may import. */
export const rulePackages: readonly string[] = ['suncalc']

interface Import {
  file: string
  /** As written. */
  specifier: string
  /** The imported file from the root, or null for a package. */
  target: string | null
  isTypeOnly: boolean
  isDynamic: boolean
}

const serverAliases: Readonly<Record<string, string>> = {
  '#platform/': 'server/platform/',
  '#modules/': 'server/modules/',
  '#server/': 'server/',
  '#rules/': 'rules/',
}
const consoleAliases: Readonly<Record<string, string>> = {
  '#api/': 'console/src/api/',
  '#ui/': 'console/src/ui/',
  '#shell/': 'console/src/shell/',
  '#modules/': 'console/src/modules/',
}
const sources = ['server/**/*.ts', 'rules/**/*.ts', 'client/*.ts', 'console/src/**/*.{ts,tsx}']
const isTest = (file: string) => /\.test\.tsx?$/.test(file)
const isFixture = (file: string) => file.includes('/testing/')

/**
 * @param planted files that are checked as if they existed, by their path from the root.
 * @returns a sentence for every import that breaks a rule, and for every circle.
 */
export function wallProblems(root: string, planted: Readonly<Record<string, string>> = {}): string[] {
  const files = globSync(sources, { cwd: root }).map((file) => file.replaceAll('\\', '/'))
  const imports = [...new Set([...files, ...Object.keys(planted)])]
    .sort()
    .flatMap((file) => importsOf(file, planted[file] ?? readFileSync(join(root, file), 'utf8')))
  const production = imports.filter(({ file }) => !isTest(file))
  return [
    ...production.flatMap((entry) => {
      const rule = brokenRule(entry)
      return rule ? [`${entry.file} imports ${entry.specifier}: ${rule}`] : []
    }),
    ...circles(production, ({ file }) => file).map((circle) => `these files import each other: ${circle}`),
    ...circles(production, ({ file }) => file, roomOf).map(
      (circle) => `these rooms import each other: ${circle}`,
    ),
  ]
}

const importPattern =
  /^(?:import|export)\s+(type\s+)?([^'"`;=]*?)\s*from\s+'([^'\n]+)'|^import\s+'([^'\n]+)'|\bimport\(\s*'([^'\n]+)'\s*\)/gm

/** Every import of a source file: static, re-exported, for its effect, or dynamic. */
export function importsOf(file: string, text: string): Import[] {
  const code = text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')
  return [...code.matchAll(importPattern)].map(([, type, names = '', from, forEffect, dynamic]) => {
    const specifier = from ?? forEffect ?? dynamic ?? ''
    const named = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1]
    const onlyTypes = named
      ?.split(',')
      .filter((name) => name.trim() !== '')
      .every((name) => name.trim().startsWith('type '))
    return {
      file,
      specifier,
      target: resolve(file, specifier),
      isTypeOnly: type !== undefined || onlyTypes === true,
      isDynamic: dynamic !== undefined,
    }
  })
}

function resolve(file: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(dirname(file), specifier))
  const aliases = file.startsWith('console/') ? consoleAliases : serverAliases
  for (const [alias, folder] of Object.entries(aliases))
    if (specifier.startsWith(alias)) return folder + specifier.slice(alias.length)
  return null
}

/** The part that a file belongs to. */
export function roomOf(file: string): string {
  const [top, second, third, fourth] = file.split('/')
  if (top === 'server' && second === 'platform') return `platform/${third}`
  if (top === 'server' && second === 'modules') return `modules/${third}`
  if (top === 'console' && third === 'modules') return `console/modules/${fourth}`
  if (top === 'console') return fourth === undefined ? 'console' : `console/${third}`
  return top ?? ''
}

/** The rule that an import breaks, as a sentence, or null. */
function brokenRule(entry: Import): string | null {
  const { file, specifier, target } = entry
  if (target === null) return brokenDoor(file, specifier)
  if (isTest(target) || (isFixture(target) && !isFixture(file)))
    return 'production code imports no test and no fixture'
  const [from, to] = [roomOf(file), roomOf(target)]
  if (from === to) return null
  if (from === 'rules') return 'rules import nothing'
  if (/^(console|client)/.test(from) && !/^(console|client)/.test(to))
    return 'the console and the client know the server by openapi.json alone'
  if (!from.startsWith('console') && to.startsWith('console')) return 'nothing imports the console'
  if (from.startsWith('platform/')) return brokenPlatformRule(entry, from, to)
  if (from.startsWith('modules/')) return brokenModuleRule(entry, from, to)
  if (from.startsWith('console/')) return brokenConsoleRule(from, to)
  return null
}

/** Only one part may import `pg`, and one `fastify`. */
function brokenDoor(file: string, specifier: string): string | null {
  const isServer = file.startsWith('server/') && !isFixture(file)
  if (file.startsWith('rules/')) return rulePackages.includes(specifier) ? null : 'rules import nothing'
  if (!isServer) return null
  const mayUsePg = file.includes('platform/database/') || file === 'server/gen.ts'
  if (specifier === 'pg' && !mayUsePg) return 'only platform/database may'
  if (specifier === 'fastify' && !file.includes('platform/http/') && file !== 'server/app.ts')
    return 'only platform/http and app.ts may'
  return null
}

function brokenPlatformRule({ file, target, isTypeOnly }: Import, from: string, to: string): string | null {
  if (to.startsWith('modules/')) return 'the platform knows no module'
  if (to === 'server') {
    if (isFixture(file) || (target === 'server/config.ts' && isTypeOnly)) return null
    return 'of the server around it the platform knows config.ts, for types'
  }
  if (to === 'rules') return 'the platform knows no rule of aviation'
  if (isTypeOnly || isFixture(file)) return null
  const allowed = platformArrows[from.slice('platform/'.length)]
  if (!allowed) return `${from} has no line in the table of scripts/walls.ts`
  return allowed.includes(to.slice('platform/'.length)) ? null : `no arrow leads from ${from} to ${to}`
}

function brokenModuleRule({ target }: Import, from: string, to: string): string | null {
  if (to === 'server')
    return target === 'server/roles.ts' ? null : 'of server/ a module imports roles.ts alone'
  if (!to.startsWith('modules/')) return null
  const [name, other] = [from.slice('modules/'.length), to.slice('modules/'.length)]
  if (target !== `server/${to}/index.ts`) return 'of another module only its index.ts'
  return moduleArrows[name]?.includes(other) ? null : `no arrow leads from ${name} to ${other}`
}

function brokenConsoleRule(from: string, to: string): string | null {
  const layer = (room: string) => room.replace(/^console\/(modules)\/.*/, 'console/$1')
  const below: Record<string, readonly string[]> = {
    'console/api': ['console', 'client'],
    'console/ui': ['console', 'console/api', 'client'],
    'console/shell': ['console', 'console/api', 'console/ui', 'client'],
    'console/modules': ['console', 'console/api', 'console/ui', 'console/shell', 'client'],
  }
  if (layer(from) === 'console/modules' && layer(to) === 'console/modules') {
    const [name, other] = [from, to].map((room) => room.slice('console/modules/'.length))
    return consoleArrows[name ?? '']?.includes(other ?? '') ? null : `no arrow leads from ${name} to ${other}`
  }
  return below[layer(from)]?.includes(layer(to)) === false ? `${from} does not import ${to}` : null
}

/** Circles of value imports between files, or between the units that `unit` gives, each as `a → b → a`. */
function circles(
  imports: readonly Import[],
  fileOf: (entry: Import) => string,
  unit: (file: string) => string = (file) => file,
): string[] {
  const graph = new Map<string, Set<string>>()
  for (const entry of imports) {
    if (entry.target === null || entry.isTypeOnly || entry.isDynamic || isFixture(entry.file)) continue
    const [from, to] = [unit(fileOf(entry)), unit(entry.target)]
    // The console's top folder holds the router and the strings, so its files are checked one by one.
    if (from === to || from === 'console' || to === 'console' || from === 'server') continue
    graph.set(from, (graph.get(from) ?? new Set()).add(to))
  }
  return stronglyConnected(graph).map((names) => {
    const sorted = names.sort()
    return [...sorted, sorted[0]].join(' → ')
  })
}

/** Tarjan's algorithm. @returns the components of more than one node. */
function stronglyConnected(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const components: string[][] = []
  const visit = (node: string): void => {
    index.set(node, index.size)
    low.set(node, index.size - 1)
    stack.push(node)
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next)
      if (stack.includes(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0))
    }
    if (low.get(node) !== index.get(node)) return
    const component = stack.splice(stack.indexOf(node))
    if (component.length > 1) components.push(component)
  }
  for (const node of graph.keys()) if (!index.has(node)) visit(node)
  return components
}

/** The tables as the architecture page shows them. */
export function wallTables(): string {
  // Columns are padded like the formatter does, so that it leaves the generated page unchanged.
  const table = (heading: string, arrows: Readonly<Record<string, readonly string[]>>) => {
    const rows = [
      [heading, 'imports'],
      ...Object.entries(arrows).map(([name, others]) => [
        `\`${name}\``,
        others.length > 0 ? others.map((other) => `\`${other}\``).join(' ') : 'no other',
      ]),
    ]
    const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
    const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(width(column))).join(' | ')} |`
    const [head = [], ...body] = rows
    return [line(head), line(head.map((_, column) => '-'.repeat(width(column)))), ...body.map(line)].join(
      '\n',
    )
  }
  return [
    table('room of the platform', platformArrows),
    table('module', moduleArrows),
    table('module of the console', consoleArrows),
  ].join('\n\n')
}
