import type { choices } from './choices.ts'
import { labels } from './labels.ts'
import { sentence } from './sentence.ts'

/** A field whose values are listed: `flight.crew.role`. */
export type Field = keyof typeof choices
export type ValueOf<Name extends Field> = (typeof choices)[Name][number]

/** What people call a value of a field, by the contract. */
export const labelOf = <Name extends Field>(field: Name, value: ValueOf<Name>): string =>
  labels[field]?.[value] ?? sentence(value)
