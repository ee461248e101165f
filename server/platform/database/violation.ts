import pg from 'pg'

/** What a write ran into, by the catalog of the database. */
export interface Violation {
  kind: 'foreign_key' | 'unique' | 'exclusion' | 'check' | 'not_null'
  /** The constraint or the unique index; of `not_null`, the column. */
  name: string
  table: string
  /** What it is about, in its own order, without the workspace. */
  columns: readonly string[]
  /** The table that a foreign key points at. */
  references: string | null
}

const kinds: Record<string, Violation['kind']> = {
  '23001': 'foreign_key',
  '23502': 'not_null',
  '23503': 'foreign_key',
  '23505': 'unique',
  '23514': 'check',
  '23P01': 'exclusion',
}

/** What a failed statement means, by SQLSTATE and the name of the constraint, never by its message. */
export function constraintOf(error: unknown): Pick<Violation, 'kind' | 'name' | 'table'> | null {
  if (!(error instanceof pg.DatabaseError)) return null
  const kind = kinds[error.code ?? '']
  const name = error.constraint ?? error.column
  return kind && name && error.table ? { kind, name, table: error.table } : null
}

// Of an expression such as lower(name), the columns that stand in it.
const columnsQuery = `
  select array(select a.attname::text from unnest(k.conkey) with ordinality as key(attnum, at)
                 join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.attnum
                order by key.at) as columns, f.relname::text as target
    from pg_constraint k left join pg_class f on f.oid = k.confrelid
   where k.conrelid = to_regclass(quote_ident($1)) and k.conname = $2 and k.contype in ('f', 'c')
  union all
  select array(select a.attname::text from generate_series(1, i.indnkeyatts) as key(at)
                 join pg_attribute a on a.attrelid = i.indrelid and a.attnum > 0
                  and pg_get_indexdef(i.indexrelid, key.at, true) ~ ('\\m' || a.attname || '\\M')
                order by key.at, a.attnum), null
    from pg_index i join pg_class x on x.oid = i.indexrelid
   where i.indrelid = to_regclass(quote_ident($1)) and x.relname = $2`

type Row = { columns: string[]; target: string | null }

/**
 * Reads what errors of the database mean. A constraint is looked up when it is first violated and remembered:
 * a migration that another process runs may have added it since this one started.
 */
export function violationReader(query: (text: string, values: string[]) => Promise<Row[]>) {
  const rows = new Map<string, Promise<Row | undefined>>()
  return async (error: unknown): Promise<Violation | null> => {
    const broken = constraintOf(error)
    if (!broken) return null
    if (broken.kind === 'not_null') return { ...broken, columns: [broken.name], references: null }
    const key = `${broken.table} ${broken.name}`
    const known = rows.get(key) ?? query(columnsQuery, [broken.table, broken.name]).then(([row]) => row)
    rows.set(key, known)
    const row = await known.catch(() => undefined)
    if (!row) rows.delete(key)
    return {
      ...broken,
      columns: (row?.columns ?? []).filter((column) => column !== 'workspace_id'),
      references: row?.target ?? null,
    }
  }
}
