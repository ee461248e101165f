import { type UseFormInput, useForm } from '@mantine/form'
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '#api/error.ts'
import { s } from '../../strings.ts'
import { showDone } from '../useAction.ts'
import { clearDraft, readDraft, writeDraft } from './draft.ts'

type Options<Values extends Record<string, unknown>> = {
  initial: Values
  validate?: UseFormInput<Values>['validate']
  /** Set for long forms: the draft survives a reload or a lost connection. */
  draftKey?: string
  /** The version of the record behind `initial`. When it changes, untouched fields are updated. */
  version?: string | number
  send: (values: Values) => Promise<unknown>
}

// The API sends "crew[0].crewId" or "crew.0.crewId". The form uses the second form. An entry of a list of plain
// values ("crewIds.3") has no input of its own: the list shows its error.
const fieldPath = (field: string) =>
  field
    .replace(/^body\./, '')
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .replace(/\.\d+$/, '')

// The API's message is part of a sentence ("must have …"). At the field it stands alone, so it gets a capital.
// A person leaves a field empty instead of typing null.
const sentenceOf = (message: string) =>
  message.charAt(0).toUpperCase() + message.slice(1).replace(/ or null$/, '')

const valueAt = (values: unknown, field: string): unknown =>
  field.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | null)?.[name], values)
const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0)
const labelOf = (node: HTMLElement | null): string | undefined =>
  node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement
    ? node.labels?.[0]?.textContent?.replace(/\s*\*$/, '')
    : undefined

/** A form that shows each refusal at its field, and keeps what you typed. */
export function useRecordForm<Values extends Record<string, unknown>>({
  initial,
  validate,
  draftKey,
  version,
  send,
}: Options<Values>) {
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

  // The check of what is sent is there before anything is.
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
    const placed = error.details.map((detail) => ({ ...detail, field: fieldPath(detail.field) }))
    const atFields = placed.filter(({ field }) => (field.split('.')[0] ?? '') in values)
    form.setErrors(
      Object.fromEntries(
        atFields.map(({ field, message }) => {
          // Whatever is wrong with an empty field: something is needed there.
          const label = isEmpty(valueAt(values, field)) ? labelOf(form.getInputNode(field)) : undefined
          return [field, label ? s.form.required(label) : sentenceOf(message)]
        }),
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
        await send(submitted)
        if (draftKey) clearDraft(draftKey)
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
