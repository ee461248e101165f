import {
  DummyDriver,
  type InsertObject,
  type InsertQueryBuilder,
  type InsertResult,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type UpdateObject,
  type UpdateQueryBuilder,
  type UpdateResult,
} from 'kysely'
import type { DB } from './schema.ts'

/**
 * What `Row` has beside the columns is refused. TypeScript itself lets it pass where it comes from a body,
 * by `toColumns(body)`, and the database would see it first.
 */
export type NoOther<Row, Columns> = { [Column in Exclude<keyof Row, keyof Columns>]: never }

interface Builder extends Omit<Kysely<DB>, 'insertInto' | 'updateTable'> {
  insertInto<T extends keyof DB & string>(
    table: T,
  ): {
    values<Row extends InsertObject<DB, T>>(
      row: Row & NoOther<Row, InsertObject<DB, T>>,
    ): InsertQueryBuilder<DB, T, InsertResult>
  }
  updateTable<T extends keyof DB & string>(
    table: T,
  ): {
    set<Row extends UpdateObject<DB, T>>(
      row: Row & NoOther<Row, UpdateObject<DB, T>>,
    ): UpdateQueryBuilder<DB, T, T, UpdateResult>
  }
}

/** Turns what was built into text and values. */
export const compiler = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** Builds queries with checked names; it runs none: a transaction does (`tx.rows(db.selectFrom(…))`). */
export const db = compiler as unknown as Builder
