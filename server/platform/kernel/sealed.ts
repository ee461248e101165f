import type { Extension } from './module.ts'
import type { Secrets } from './secrets.ts'

/** A column that holds sealed bytes. What is not declared cannot be read any more after the secret key was changed. */
export interface SealedColumn extends Extension {
  kind: 'sealed_column'
  table: string
  column: string
  /** The columns of the primary key. */
  key: readonly string[]
  /** The context of sealing, in SQL over the row `t`. */
  context: string
  /** A column that is derived from what is sealed, with the installation's key. */
  derived?: { column: string; of(secrets: Secrets, plain: string, context: string): Buffer | null }
}

export const sealedColumn = (column: Omit<SealedColumn, 'kind'>): SealedColumn => ({
  kind: 'sealed_column',
  ...column,
})

/** Files of the data folder that hold sealed bytes. */
export interface SealedFiles extends Extension {
  kind: 'sealed_files'
  list(dataDir: string): Promise<{ path: string; context: string }[]>
}

export const sealedFiles = (list: SealedFiles['list']): SealedFiles => ({ kind: 'sealed_files', list })
