import { operation } from '../operation.ts'
import { routeNotFound } from './problem.ts'

// Whole parts of the API that no key enters, whatever its scopes: what stands there now and what will.
const areas = [
  '/api/system',
  '/api/integrations',
  // Not all of GitHub: its webhooks come with a signature instead.
  '/api/github/repos',
  '/api/github/branches',
  '/api/github/directories',
]

/** Whether an address lies where only a browser session may go. */
export function isSessionOnly(path: string): boolean {
  return areas.some((area) => path === area || path.startsWith(`${area}/`))
}

/** Judges those who ask in such a part for what is not there: a key must not find out what is. */
export const nothingThere = {
  ...operation({
    id: 'nothingThere',
    method: 'GET',
    path: '/api/*',
    summary: 'An address that does not exist',
    access: 'session',
    roles: 'every_member',
    withoutMfa: true,
    handle: () => {
      throw routeNotFound()
    },
  }),
  module: 'probes',
}
