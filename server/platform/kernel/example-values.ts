import type { Extension } from './module.ts'

/**
 * Values that the reference shows for fields of a module, by the name of the field: `registration: 'N172SP'`. Where a
 * value does not fit the schema of a field of that name, the schema decides.
 */
export interface ExampleValues extends Extension {
  kind: 'example_values'
  values: Readonly<Record<string, unknown>>
}

export const exampleValues = (values: ExampleValues['values']): ExampleValues => ({
  kind: 'example_values',
  values,
})

/** The values of a module. */
export const examplesOf = ({ extensions }: { extensions: readonly Extension[] }): Record<string, unknown> =>
  Object.assign(
    {},
    ...extensions
      .filter((extension): extension is ExampleValues => extension.kind === 'example_values')
      .map(({ values }) => values),
  )
