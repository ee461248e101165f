import { ExampleWriter, type ExampleSchema as Schema } from '../kernel/example.ts'
import { examplesOf } from '../kernel/example-values.ts'
import type { Module } from '../kernel/module.ts'
import type { Operation } from '../kernel/operation.ts'
import { answerSchema } from './route.ts'

/** Examples of bodies and responses. */
export interface Examples {
  /** A body that the operation accepts, as far as a schema can say it. */
  body(operation: Operation): unknown
  /** The `data` of a response, or one record of a page. */
  data(operation: Operation): unknown
  item(operation: Operation): unknown
}

/** Makes examples from the schemas and from the values that the modules give for their fields. */
export function examplesFor(modules: readonly Module[]): Examples {
  const byModule = new Map(modules.map((module) => [module.name, examplesOf(module)]))
  const everywhere = Object.assign({}, ...byModule.values()) as Record<string, unknown>
  const writerFor = ({ module }: Operation) => new ExampleWriter({ ...everywhere, ...byModule.get(module) })
  return {
    body: (operation) => writerFor(operation).body(operation.body as Schema),
    data: (operation) => writerFor(operation).value(answerSchema(operation) as Schema, ''),
    item: (operation) =>
      writerFor(operation).value((answerSchema(operation) as Schema).properties?.items?.items ?? {}, ''),
  }
}
