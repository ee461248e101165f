import { compiler } from '../builder.ts'
import type { Database, Query, Tx } from '../database.ts'

/**
 * Reads of several workspaces at once, or of no workspace. Everything else that runs as the role that sees every
 * workspace must say which one it is about.
 */
const allowed: [statement: RegExp, reason: string][] = [
  [/^delete from \S+ where ctid = any/, 'removes what is too old, of all workspaces'],
  [/^delete from channel_recipients where .*expires_at < now/, 'removes what is too old, of all workspaces'],
  [/^delete from github_deliveries where received_at < now/, 'removes what is too old, of all workspaces'],
  [/sum\(size_bytes\).* from files union all/, 'what System → Status says of the whole installation'],
  [/'webhook_deliveries' as name, count/, 'what System → Status says of the whole installation'],
  [/^select count\(\*\) as total from workspaces/, 'the workspaces of the installation'],
  [/^select slug from workspaces where slug = /, 'which name is free in the installation'],
  [/^select exists \(select from audit_keys\)/, 'whether the installation has signed anything'],
  [
    /^update sessions set (ended_at|authenticated_at) .* where id = /,
    'a session of the account, by its own key',
  ],
]

const built = ['rows', 'first', 'one', 'run']
const written = ['prepared', 'composed']

/** Remembers from now on what the app runs as the role that sees every workspace. */
export function systemStatements(database: Database): Set<string> {
  const seen = new Set<string>()
  const note = (query: string | Query<unknown>) => {
    const compiled = () => {
      if (typeof query === 'string') return query
      return ('isRawBuilder' in query ? query.compile(compiler) : query.compile()).sql
    }
    seen.add(compiled().replace(/\s+/g, ' ').trim())
  }
  const { system } = database
  database.system = (work, options) =>
    system((tx) => {
      const noting = new Proxy<Tx>(tx, {
        get(target, name) {
          const method = Reflect.get(target, name)
          if (![...built, ...written].includes(String(name))) return method
          return (...args: [string | Query<unknown>]) => {
            note(args[0])
            return Reflect.apply(method, target, args)
          }
        },
      })
      return work(noting)
    }, options)
  return seen
}

/** @returns the statements over tables of a workspace that do not say which workspace they are about. */
export function unboundOf(statements: Iterable<string>, tables: readonly string[]): string[] {
  const named = new RegExp(`\\b(?:from|join|update|into)\\s+"?(?:${tables.join('|')})\\b`)
  return [...statements].filter(
    (statement) =>
      named.test(statement) &&
      !/workspace_id|apron\.workspace\(\)/.test(statement) &&
      !allowed.some(([pattern]) => pattern.test(statement)),
  )
}
