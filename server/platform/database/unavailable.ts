/** The database cannot be reached, or the connection broke while a statement was at work. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
  readonly code: string | undefined
  /** The commit had been sent before the connection broke, so the work may have been saved. */
  readonly mayBeSaved: boolean

  constructor(cause: unknown, { mayBeSaved = false }: { mayBeSaved?: boolean } = {}) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.code = (cause as { code?: string }).code
    this.mayBeSaved = mayBeSaved
  }
}
