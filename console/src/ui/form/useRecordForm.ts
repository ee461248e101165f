import { type UseFormInput, useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '#api/error.ts'
import { refresh } from '#api/refresh.ts'
import { s } from '../../strings.ts'
import { showDone } from '../useAction.ts'
import { clearDraft, readDraft, writeDraft } from './draft.ts'
import { contractError, formField, sentenceOf } from './fieldError.ts'

type Options<Values extends Record<string, unknown>, Saved> = {
  initial: Values
  /** Only rules that are not in the contract. The contract's rules are applied to the body that `send` sends. */
  validate?: UseFormInput<Values>['validate']
  /** Body fields with another name in the form, by their path without indexes: `contacts.email`. */
  names?: Record<string, keyof Values & string>
  /** Set for long forms: the draft survives a reload or a lost connection. */
  draftKey?: string
  /** The version of the record behind `initial`. When it changes, untouched fields are updated. */
  version?: string | number
  send: (values: Values) => Promise<Saved>
  /** The text of the toast after saving. */
  done?: string | ((saved: Saved, values: Values) => string | null)
  /** The kinds of records that this changes. Other queries that show them are derived. */
  changes?: readonly string[]
  /** The next step, such as closing the dialog. */
  onDone?: (saved: Saved, values: Values) => unknown
}

/** A form that shows each refusal at its field, and keeps what you typed. */
export function useRecordForm<Values extends Record<string, unknown>, Saved = unknown>({
  initial,
  validate,
  draftKey,
  version,
  names = {},
  send,
  done,
  changes = [],
  onDone,
}: Options<Values, Saved>) {
  const queryClient = useQueryClient()
  const restored = useRef(draftKey ? readDraft<Values>(draftKey) : null)
  const [isRestored, setRestored] = useState(restored.current !== null)
  const [refused, setRefused] = useState<{
    message: string
    others: string[]
    requestId: string | null
    isStale: boolean
  } | null>(null)
  const [isSending, setSending] = useState(false)
  const isDone = useRef(false)
  const form = useForm<Values>({
    mode: 'controlled',
    initialValues: { ...initial, ...restored.current },
    validate,
  })
  const { values } = form

  // The code of the body check is preloaded before anything is sent.
  useEffect(() => void import('#api/checkBody.ts'), [])

  const shownVersion = useRef(version)
  useEffect(() => {
    if (shownVersion.current === version) return
    shownVersion.current = version
    isDone.current = false
    const untouched = Object.fromEntries(Object.entries(initial).filter(([field]) => !form.isDirty(field)))
    form.setValues(untouched as Partial<Values>)
    form.resetDirty(initial)
  }, [version, initial, form])

  useEffect(() => {
    // Save on every change: a delay would lose the last words before a reload.
    if (draftKey && !isDone.current && form.isDirty()) writeDraft(draftKey, values)
  }, [draftKey, values, form])

  // Leaving keeps the draft, and a toast says so. The state of the last render counts.
  const isKept = useRef(false)
  isKept.current = Boolean(draftKey) && !isDone.current && (isRestored || form.isDirty())
  useEffect(
    () => () => {
      if (isKept.current && !isDone.current) showDone(s.form.kept)
    },
    [],
  )

  const place = (error: ApiError) => {
    const placed = error.details.map((detail) => ({
      ...detail,
      field: formField(detail.field, values, names),
    }))
    const atFields = placed.filter(({ field }) => (field.split('.')[0] ?? '') in values)
    form.setErrors(
      Object.fromEntries(
        atFields.map(({ field, message }) => [
          field,
          error.isByContract
            ? contractError(field, message, values, form.getInputNode(field))
            : sentenceOf(message),
        ]),
      ),
    )
    const first = atFields[0]
    if (first) form.getInputNode(first.field)?.focus()
    const others = placed
      .filter((detail) => !atFields.includes(detail))
      .map(({ field, message }) => `${field}: ${message}`)
    setRefused({
      message: atFields.length > 0 && others.length === 0 ? s.form.summary : error.message,
      others,
      // Errors at fields need no support request, so no request ID.
      requestId: others.length === 0 && atFields.length > 0 ? null : error.requestId,
      isStale: error.status === 412,
    })
  }

  const submit = form.onSubmit(
    async (submitted) => {
      setRefused(null)
      setSending(true)
      isDone.current = true
      try {
        const saved = await send(submitted)
        if (draftKey) clearDraft(draftKey)
        const text = typeof done === 'function' ? done(saved, submitted) : done
        if (text) showDone(text)
        if (changes.length > 0) await refresh(queryClient, changes)
        await onDone?.(saved, submitted)
      } catch (error) {
        isDone.current = false
        if (error instanceof ApiError) place(error)
        else
          setRefused({
            message: error instanceof Error ? error.message : String(error),
            others: [],
            requestId: null,
            isStale: false,
          })
      } finally {
        setSending(false)
      }
    },
    (errors) => {
      const first = Object.keys(errors)[0]
      if (first) form.getInputNode(first)?.focus()
    },
  )

  const discardDraft = () => {
    if (draftKey) clearDraft(draftKey)
    setRestored(false)
    form.setValues(initial)
    form.resetDirty(initial)
  }

  /** Whether leaving now would lose changes. */
  const hasUnsaved = () => !isDone.current && !draftKey && form.isDirty()

  return { form, submit, refused, isSending, isRestored, discardDraft, hasUnsaved }
}

export const required = (label: string) => (value: unknown) =>
  value === null || value === undefined || String(value).trim() === '' ? s.form.required(label) : null
