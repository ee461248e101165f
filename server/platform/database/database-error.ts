/** The database could not be started. The message says what to do. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
}
