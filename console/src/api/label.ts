import type { choices } from './choices.ts'
import { labels } from './labels.ts'
import { sentence } from './sentence.ts'

/** A field whose values are listed: `flight.crew.role`. */
export type Field = keyof typeof choices
export type ValueOf<Name extends Field> = (typeof choices)[Name][number]

/** How a value is spelled in every field, such as AOG. Other names belong to one field. */
const spellings = new Map(
  Object.values(labels)
    .flatMap((names) => Object.entries(names))
    .filter(([value, name]) => name.toLowerCase() === sentence(value).toLowerCase()),
)

/** What people call a value of a field that is not known, such as that of a log. */
export const wordOf = (value: string): string => spellings.get(value) ?? sentence(value)

/** What people call a value of a field, by the contract. */
export const labelOf = <Name extends Field>(field: Name, value: ValueOf<Name>): string =>
  labels[field]?.[value] ?? sentence(value)
