import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { Operation } from '../kernel/operation.ts'
import type { ModuleFixtures, Prepared } from './fixtures.ts'
import type { TestWorkspace } from './workspace.ts'

const server = join(import.meta.dirname, '../..')

/** Everything that is lent, in the order of the folders. */
export const allFixtures: readonly ModuleFixtures[] = await Promise.all(
  globSync('{platform,modules}/**/testing/fixtures.ts', { cwd: server })
    .filter((file) => !file.startsWith(join('platform', 'testing')))
    .sort()
    .map(async (file) => ((await import(join(server, file))) as { default: ModuleFixtures }).default),
)

export function fixturesOf({ module }: Pick<Operation, 'module'>): ModuleFixtures | undefined {
  return allFixtures.find(({ of }) => of.includes(module))
}

/** Whether the domain refuses the minimal request of an operation, or of a move of it. */
export function isRefusedAlone(name: string): boolean {
  return allFixtures.some(({ refusedAlone }) => refusedAlone?.includes(name))
}

/** The request of an operation that needs more than its schema, with what comes before it done. */
export async function preparedRequest({ id }: Operation, space: TestWorkspace): Promise<Prepared | null> {
  for (const { prepared } of allFixtures) if (prepared?.[id]) return prepared[id](space)
  return null
}
