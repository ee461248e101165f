import { invalidRequest } from './problem.ts'

/** The position in a sort order after which the next page begins. */
export function writeCursor(sort: string, value: string, id: string): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString('base64url')
}

/** @throws Problem if the cursor is not one of ours, or belongs to another sort order. */
export function readCursor(cursor: string, sort: string): [value: string, id: string] {
  try {
    const [madeFor, value, id, ...rest] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (madeFor === sort && typeof value === 'string' && typeof id === 'string' && rest.length === 0)
      return [value, id]
    if (typeof madeFor === 'string' && madeFor !== sort) {
      throw invalidRequest(
        `This cursor belongs to the order "${madeFor}". Send the same \`sort\` with it, or begin without a cursor`,
        {
          details: [{ field: 'cursor', message: `was made for sort=${madeFor}` }],
        },
      )
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'Problem') throw error
  }
  throw invalidRequest(
    'The cursor is damaged. Send `next_cursor` as it was given, or begin without a cursor',
    {
      details: [{ field: 'cursor', message: 'is not one of ours' }],
    },
  )
}
