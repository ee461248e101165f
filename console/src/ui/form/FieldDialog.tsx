import { lazy, Suspense } from 'react'
import type { Answer, BodyOf, Method, PathOf } from '#api/answer.ts'
import type { FieldKind, FieldValue } from './bodyField.ts'

type Writing = Exclude<Method, 'GET' | 'DELETE'>
/** A write of the API: `POST /api/v1/safety/hazards`. */
export type Write = { [M in Writing]: `${M} ${PathOf<M>}` }[Writing]
type BodyOfWrite<W extends Write> = W extends `${infer M extends Writing} ${infer P}`
  ? P extends PathOf<M>
    ? BodyOf<M, P>
    : never
  : never
type AnswerOfWrite<W extends Write> = W extends `${infer M extends Writing} ${infer P}`
  ? P extends PathOf<M>
    ? Answer<M, P>
    : never
  : never

export type FieldSpec<Name extends string = string> = {
  /** As in the body. The contract decides how it is filled in. */
  name: Name
  label: string
  hint?: string
  /** If the record holds nothing there yet. */
  initial?: FieldValue
  /** The labels of its values. By default the values themselves, as words. */
  options?: { value: string; label: string }[]
  /** Only if the contract's own does not fit. */
  kind?: FieldKind
  /** Needed here, although the contract lets it be empty. */
  isRequired?: true
}

export type FieldsOf<W extends Write> = FieldSpec<keyof BodyOfWrite<W> & string>[]

export type FieldDialogProps<W extends Write> = {
  write: W
  /** The parameters of the path. */
  path?: Record<string, string>
  /** The record to change, with the version that the change is based on. */
  record?: object & { version?: number }
  fields: FieldsOf<W>
  /** The rest of the body. */
  more?: Partial<BodyOfWrite<W>>
  /** Makes the body, if the fields are not those of the contract. */
  body?: (values: Record<string, unknown>) => BodyOfWrite<W>
  title: string
  submitLabel: string
  /** The text of the toast. */
  done: string
  /** The kinds of records that this changes. */
  changes: string[]
  onDone?: (saved: AnswerOfWrite<W>) => unknown
  onClose: () => void
}

// With the contract of all bodies, which no page loads before the first dialog opens.
const FieldForm = lazy(() => import('./FieldForm.tsx'))

/** A dialog for one write of the API. The contract says how each field is filled in and what it may hold. */
export function FieldDialog<W extends Write>(props: FieldDialogProps<W>) {
  return (
    <Suspense>
      <FieldForm {...(props as unknown as FieldDialogProps<Write>)} />
    </Suspense>
  )
}

/** The entries of a dictionary as options. */
export const choices = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))
