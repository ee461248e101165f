import type { Client } from './client.ts'
import type { Records, TestWorkspace } from './workspace.ts'

/** A request that the API carries out, with what comes before it done. */
export interface Prepared {
  /** With its ids and its query. */
  path: string
  /** The owner by default; nobody for a public operation. */
  caller?: Pick<Client, 'send'>
  headers?: Record<string, string>
  /** JSON, or the bytes of a file with its content type in the headers. */
  body?: object | Uint8Array
}

/**
 * What a module lends to the tests of everything: the default export of its `testing/fixtures.ts`. It is
 * found by being there, so a new module is attacked, and its records made, without an entry elsewhere.
 */
export interface ModuleFixtures {
  /** The modules whose operations the rest is about. */
  of: readonly string[]
  /** Values of fields that no schema can say, by the field's name. Every call gives another value, where that matters. */
  examples?(space: TestWorkspace): Record<string, () => unknown>
  /** Optional fields that the domain wants all the same. */
  alsoSent?: readonly string[]
  /**
   * Operations, or moves of one (`moveCpa close`), that the domain refuses although the request fits its
   * schema: a record that was only just made lacks what their rules ask for.
   */
  refusedAlone?: readonly string[]
  /**
   * Operations that belong to no project, and show a limited key no more than it may read: what they answer it, by
   * their id.
   */
  narrowed?: Readonly<Record<string, number>>
  /**
   * Requests of operations that need more than a fitting schema and a new record, by operation: what comes before them
   * is done, such as the sign-in before its code. The fuzzer sends them.
   */
  prepared?: Readonly<Record<string, (space: TestWorkspace) => Promise<Prepared>>>
  /** Makes records over the API, as methods of `workspace()`. */
  records?(space: TestWorkspace): Partial<Records>
  /** Fills the database that each test's is a copy of. */
  prepare?(databaseUrl: string): Promise<void>
}

export function defineFixtures(fixtures: ModuleFixtures): ModuleFixtures {
  return fixtures
}
