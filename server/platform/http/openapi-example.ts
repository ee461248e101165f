import { ExampleWriter, type ExampleSchema as Schema } from '../kernel/example.ts'
import { examplesOf } from '../kernel/example-values.ts'
import type { Module } from '../kernel/module.ts'
import type { Operation } from '../kernel/operation.ts'
import { answerSchema } from './route.ts'

/** Examples that stand once under `components`, and those of bodies, which stand where they are used. */
export interface SharedExamples {
  all: Map<string, { value: unknown }>
  /** A body that the operation accepts, as far as a schema can say it. */
  body(operation: Operation): unknown
  /** A reference to a response of the operation. */
  answer(operation: Operation): string
}

/** Makes examples from the schemas and from the values that the modules give for their fields. */
export function sharedExamples(modules: readonly Module[]): SharedExamples {
  const byModule = new Map(modules.map((module) => [module.name, examplesOf(module)]))
  const everywhere = Object.assign({}, ...byModule.values()) as Record<string, unknown>
  const writerFor = ({ module }: Operation) => new ExampleWriter({ ...everywhere, ...byModule.get(module) })
  const all = new Map<string, { value: unknown }>()
  const names = new Map<string, string>()
  return {
    all,
    body: (operation) => writerFor(operation).body(operation.body as Schema),
    answer(operation) {
      const data = writerFor(operation).value(answerSchema(operation) as Schema, '')
      const value = operation.bare ? data : { success: true, data }
      const text = JSON.stringify(value)
      const name = names.get(text) ?? operation.id
      names.set(text, name)
      all.set(name, { value })
      return `#/components/examples/${name}`
    },
  }
}
