import { sql as kyselySql, type RawBuilder } from 'kysely'
import type { Statements } from './statements.ts'

export type StatementName = keyof Statements

/**
 * The row of a named statement, as PostgreSQL describes it. `Known` says what the database cannot: the
 * form of JSON, or that a value is there after all. It may narrow columns, not add or change any.
 */
export type RowOf<Name extends StatementName, Known = object> = {
  [Column in keyof Statements[Name]]: Column extends keyof Known ? Known[Column] : Statements[Name][Column]
}

export type Narrows<Name extends StatementName, Known> = {
  [Column in keyof Known]: Column extends keyof Statements[Name] ? Statements[Name][Column] : never
}

interface Sql {
  /** A part of a statement, or a statement whose rows nobody reads. */
  (strings: TemplateStringsArray, ...values: unknown[]): RawBuilder<unknown>
  /** A statement by its name, which types its rows: `npm run gen` asks PostgreSQL for them. */
  <Name extends StatementName, Known extends Narrows<Name, Known> = object>(
    strings: TemplateStringsArray,
    ...values: unknown[]
  ): RawBuilder<RowOf<Name, Known>>
  /** A statement that is known only when it runs, such as one over a table that its caller names. */
  unchecked: <Row = unknown>(strings: TemplateStringsArray, ...values: unknown[]) => RawBuilder<Row>
  raw: (text: string) => RawBuilder<unknown>
  ref: typeof kyselySql.ref
  table: typeof kyselySql.table
  join: typeof kyselySql.join
}

const template = (strings: TemplateStringsArray, ...values: unknown[]) => kyselySql(strings, ...values)
const { raw, ref, table, join } = kyselySql

/** SQL, with its values apart: sql<'latestReading'>`select … where aircraft_id = ${aircraftId}`. */
export const sql = Object.assign(template, { unchecked: template, raw, ref, table, join }) as Sql
