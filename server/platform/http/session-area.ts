import { type Module, operation } from '../kernel/operation.ts'
import { routeNotFound } from '../kernel/problem.ts'

/** Whether only a browser session may go to an address: it lies in an area that a module keeps for sessions. */
export function isSessionOnly(path: string, modules: readonly Module[]): boolean {
  return modules
    .flatMap((module) => module.sessionArea ?? [])
    .some((area) => path === area || path.startsWith(`${area}/`))
}

/** Judges those who ask in such a part for what is not there: a key must not find out what is. */
export const nothingThere = {
  ...operation({
    id: 'nothingThere',
    method: 'GET',
    path: '/api/*',
    summary: 'An address that does not exist',
    access: 'session',
    roles: 'members',
    withoutMfa: true,
    handle: () => {
      throw routeNotFound()
    },
  }),
  module: 'probes',
}
