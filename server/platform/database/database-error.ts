/** The database could not be brought up; the message says what to do. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
}
