import pg from 'pg'

/** A column as the catalog describes it. */
export interface ColumnShape {
  name: string
  /** As PostgreSQL writes it: `timestamp with time zone`, `text[]`. */
  type: string
  isNullable: boolean
}

/** A table as the catalog describes it. */
export interface TableShape {
  name: string
  /** By name, because databases that were upgraded differ in their order. Without those that PostgreSQL computes. */
  columns: ColumnShape[]
  /** The columns of the primary key. */
  key: string[]
  /** Foreign keys of one column. */
  references: { column: string; table: string; key: string }[]
}

/** Some rows of a table. */
export interface Selection {
  shape: TableShape
  /** The condition in SQL, over the row `t`. */
  where: string
  /** What stands in a column in place of its value, in SQL over the row `t`. */
  replaced: Readonly<Record<string, string>>
}

export const quote = (name: string) => pg.escapeIdentifier(name)
export const quoteText = (text: string) => pg.escapeLiteral(text)

const shapesQuery = `
  select c.relname as name,
         (select json_agg(json_build_object('name', attname, 'type', format_type(atttypid, atttypmod),
                   'isNullable', not attnotnull) order by attname)
            from pg_attribute
           where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
         coalesce((select json_agg(a.attname order by k.at)
                     from pg_index i
                     cross join unnest(i.indkey) with ordinality as k (attnum, at)
                     join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
                    where i.indrelid = c.oid and i.indisprimary), '[]') as key,
         coalesce((select json_agg(json_build_object('column', a.attname, 'table', f.relname, 'key', b.attname)
                     order by a.attname)
                     from pg_constraint k
                     join pg_class f on f.oid = k.confrelid
                     join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
                     join pg_attribute b on b.attrelid = f.oid and b.attnum = k.confkey[1]
                    where k.conrelid = c.oid and k.contype = 'f' and cardinality(k.conkey) = 1), '[]') as "references"
    from pg_class c
   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
   order by c.relname`

export async function readShapes(client: pg.Client): Promise<TableShape[]> {
  return (await client.query<TableShape>(shapesQuery)).rows
}

/** The statement that reads a selection, in an order that is the same in every database. */
export function selectionText({ shape, where, replaced }: Selection): string {
  const columns = shape.columns.map(({ name }) => `${replaced[name] ?? `t.${quote(name)}`} as ${quote(name)}`)
  const names = shape.key.length > 0 ? shape.key : shape.columns.map(({ name }) => name)
  const order = names.map((name) => {
    const isText = shape.columns.some((column) => column.name === name && column.type === 'text')
    return `t.${quote(name)}${isText ? ' collate "C"' : ''}`
  })
  return `
    select row_to_json(r)::text as row
      from (select ${columns.join(', ')} from ${quote(shape.name)} t where ${where} order by ${order.join(', ')}) r`
}
