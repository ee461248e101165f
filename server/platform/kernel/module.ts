import type { PeriodicWork } from '../jobs/periodic.ts'
import { type Effect, withEffect } from './effect.ts'
import type { EventType } from './event-type.ts'
import type { Services } from './installation.ts'
import type { Operation } from './operation.ts'

/** A contribution to another part: a kind of import, a section of a page. */
export interface Extension {
  kind: string
}

interface Description {
  /** As in the console and the docs; the name of its folder. */
  name: string
  title: string
  /** A sentence about it, for the reference. */
  summary: string
  /** Always on, and not listed among the modules that a workspace has. */
  core?: boolean
  /** Its operations work in maintenance mode: the installation is run through them. */
  worksInMaintenance?: boolean
  /** What its operations do that only admins or the owner of the installation may call. They ask for a fresh proof. */
  adminEffect?: Effect
  /** Paths that refuse every API key, whatever its scopes, including paths without an operation yet. */
  sessionArea?: readonly string[]
  /** Background work, started once the server listens. */
  start?: (services: Services) => { stop(): Promise<void> }
}

/** A module: its name, and what its parts declare. Everything else is derived from it. */
export interface Module extends Description {
  operations: readonly Operation[]
  /** Events that it writes, in addition to those that its operations name. */
  events: readonly EventType[]
  /** Work that repeats and belongs to no record. */
  periodic: readonly PeriodicWork[]
  /** Contributions to other parts: see the file that declares the kind. */
  extensions: readonly Extension[]
}

interface ModuleOptions extends Description {
  /**
   * The files of the module, each as `import * as base from './base.ts'`, or single declarations. The module has
   * every operation, event, periodic work and extension that they export; other values do not concern it. The
   * reference shows the operations in the order of this list, and those of one file from top to bottom.
   */
  parts: readonly object[]
}

/** Makes a module of its parts, and binds their operations to it. */
export function defineModule({ parts, ...description }: ModuleOptions): Module {
  const { name, worksInMaintenance = false } = description
  const all = [...new Set(parts.flatMap((part) => declarationsIn(part, name)))]
  return {
    ...description,
    operations: all
      .filter(isOperation)
      .map((operation) => withEffect({ worksInMaintenance, ...operation, module: name }, description)),
    events: all.filter(isEventType),
    periodic: all.filter(isPeriodicWork),
    extensions: all.filter(isExtension),
  }
}

function declarationsIn(part: object, module: string): object[] {
  const declarations = isDeclaration(part) ? [part] : Object.values(part).flatMap(exportedDeclarations)
  if (declarations.length === 0)
    throw new Error(
      `A part of the module ${module} declares nothing. It exports: ${Object.keys(part).join(', ')}`,
    )
  // The exports of a file come in the order of their names.
  const operations = declarations.filter(isOperation).sort((a, b) => a.order - b.order)
  return [...operations, ...declarations.filter((declaration) => !isOperation(declaration))]
}

/** An exported value is a declaration, a list of them, or a set of operations such as `crud()` makes. */
function exportedDeclarations(value: unknown): object[] {
  if (Array.isArray(value)) return value.flatMap(exportedDeclarations)
  if (!isRecord(value)) return []
  return isDeclaration(value) ? [value] : Object.values(value).filter(isOperation)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
const isOperation = (value: unknown): value is Operation =>
  isRecord(value) && 'method' in value && 'path' in value && 'writes' in value
const isEventType = (value: unknown): value is EventType =>
  isRecord(value) && 'type' in value && 'stability' in value && 'when' in value
const isPeriodicWork = (value: unknown): value is PeriodicWork =>
  isRecord(value) && 'name' in value && 'everyMs' in value && 'run' in value
const isExtension = (value: unknown): value is Extension =>
  isRecord(value) && typeof value.kind === 'string' && !isOperation(value)
const isDeclaration = (value: unknown): value is object =>
  isOperation(value) || isEventType(value) || isPeriodicWork(value) || isExtension(value)
