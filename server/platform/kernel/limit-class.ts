import type { OperationOptions } from './operation.ts'

/** The classes of requests that are counted apart; each has its own setting `RATE_LIMIT_…`. `none`: a probe, which is never refused. */
export type LimitClass = 'auth' | 'signup' | 'anonymous' | 'costly' | 'default' | 'none'

type Described = Pick<
  // biome-ignore lint/suspicious/noExplicitAny: the class depends on no schema
  OperationOptions<any, any, any, any, any, any>,
  'limit' | 'access' | 'method' | 'path' | 'answers' | 'upload' | 'exportsList'
>

/**
 * The class that an operation counts in, derived from what one request makes the server do. What tries a password or
 * sends an email says so itself, since only its handler knows.
 */
export function limitOf({
  limit,
  access,
  method,
  path,
  answers,
  upload,
  exportsList,
}: Described): LimitClass {
  if (limit) return limit
  if (upload || exportsList) return 'costly'
  // A file that a parameter names is stored. Others, such as an export or a PDF, are made for each request.
  if (answers === 'file' && !path.includes(':')) return 'costly'
  // Anybody may send it as often as they like, and it reads the records of a workspace.
  if (access === 'public' && method !== 'GET') return 'costly'
  return 'default'
}
