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
 * Refuses fields of `Row` that are no columns. TypeScript itself accepts them in `toColumns(body)`, so that only the
 * database would notice.
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

/** Turns a built query into its text and values. */
export const compiler = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** Builds queries with checked names. A transaction runs them: `tx.rows(db.selectFrom(…))`. */
export const db = compiler as unknown as Builder
