import type { Tx } from '../database/database.ts'
import type { Emission } from '../kernel/emission.ts'
import type { EventType } from '../kernel/event-type.ts'
import type { Services } from '../kernel/installation.ts'
import type { Extension } from '../kernel/module.ts'
import type { Fields, Mapping, RowError, Values } from './mapping.ts'
import type { Reading } from './value.ts'

// What can be said about a file beside its columns; the first value holds until another is chosen. An option without
// values names a record of the kind `names`, in the words of people.
export type ImportOption = { title: string; help: string; values: readonly string[]; names?: string }

/** The export of another product, recognized by its headings. */
export type Preset = {
  name: string
  // A row of headings with all of these is one of its files.
  headings: readonly string[]
  // Where its headings say less than it means: the headings of a field, the best first.
  columns?: Record<string, readonly string[]>
  // The fields that its files never have, and are not asked about.
  lacks?: readonly string[]
  // The unit of a field whose heading does not say it.
  units?: Record<string, string>
  // What holds for its files, until somebody chooses otherwise.
  options?: Record<string, string>
  // The first cell of the row at which the table ends, where its files hold more than one.
  tableEnd?: string
}

export type ImportScope = {
  workspaceId: string
  importId: string
  actorId: string | null
  actorName: string
  // The column of each field; null: not in the file.
  mapping: Mapping
  reading: Reading
  now: Date
  services: Services
}

export type ImportRow<F extends Fields, D> = {
  row: number
  // Null where the cell is empty, and where it could not be read: then there is a problem.
  values: { [K in keyof F]: Values<F>[K] | null }
  problems: RowError[]
  // What is to be written; set by the check.
  record: D | null
}

export type Importer<F extends Fields, D> = {
  // Looks at the rows against the workspace and each other, in the order of the file, and adds problems.
  check(tx: Tx, rows: ImportRow<F, D>[]): Promise<void>
  // Writes the records of good rows in one go. A record is written in the transaction that counts it.
  write(tx: Tx, records: D[]): Promise<void>
  // Adds what the records need and is not there, just before they are written. @returns what that leads to.
  addFirst?(tx: Tx, records: D[]): Promise<readonly Emission[]>
  // What can be done only when all rows are there, and what it leads to.
  finish?(tx: Tx): Promise<readonly Emission[] | undefined>
  // What a person has to know after the dry run, beside the problems of rows.
  notes?(): readonly string[]
  // The records that a run would add beside those of the rows, by their kind.
  creates?(): Record<string, readonly string[]>
}

export interface ImportKind extends Extension {
  kind: 'import'
  name: string
  title: string
  // Who may, beside the owner and admins.
  roles: readonly string[]
  // Its files and what is read of them are for those roles alone, and not for others who import.
  isPrivate?: boolean
  // The audit entry of each batch that is written, and its subject.
  audits: string | EventType
  fields: Fields
  options: Record<string, ImportOption>
  presets?: readonly Preset[]
  // Times may be local at the airports that a row names: `timeZone` may be `airport`.
  knowsAirports?: boolean
  open(tx: Tx, scope: ImportScope): Promise<Importer<Fields, unknown>>
}

// Declares what can be imported. A file of a module exports it, and that is all.
export function defineImport<F extends Fields, D>(
  kind: Omit<ImportKind, 'kind' | 'fields' | 'open'> & {
    fields: F
    open(tx: Tx, scope: ImportScope): Promise<Importer<F, D>>
  },
): ImportKind {
  return { ...kind, kind: 'import' } as unknown as ImportKind
}
