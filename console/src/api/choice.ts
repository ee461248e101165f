import { choices } from './choices.ts'
import { type Field, labelOf, type ValueOf } from './label.ts'

export const valuesOf = <Name extends Field>(field: Name): readonly ValueOf<Name>[] => choices[field]

/** The values of a field and their labels, as a `Select` and a filter want them. */
export const optionsOf = <Name extends Field>(
  field: Name,
  values: readonly ValueOf<Name>[] = valuesOf(field),
): { value: ValueOf<Name>; label: string }[] =>
  values.map((value) => ({ value, label: labelOf(field, value) }))
