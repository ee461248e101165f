import type { Module } from '../kernel/module.ts'
import { operation } from '../kernel/operation.ts'
import { routeNotFound } from '../kernel/problem.ts'

/** Whether a path accepts only browser sessions, because it lies in an area that a module reserves for them. */
export function isSessionOnly(path: string, modules: readonly Module[]): boolean {
  return modules
    .flatMap((module) => module.sessionArea ?? [])
    .some((area) => path === area || path.startsWith(`${area}/`))
}

/** Checks the caller of a path there that does not exist: a key must not find out which paths do. */
export const nothingThere = {
  ...operation({
    id: 'nothingThere',
    method: 'GET',
    path: '/api/*',
    summary: 'An address that does not exist',
    description: 'Answers 404.',
    access: 'session',
    roles: 'members',
    withoutMfa: true,
    handle: () => {
      throw routeNotFound()
    },
  }),
  module: 'probes',
}
