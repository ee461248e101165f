import { type UseFormInput, useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useContext, useEffect, useMemo, useRef, useState } from 'react'
import { ApiError } from '#api/error.ts'
import { refresh } from '#api/refresh.ts'
import { SessionContext } from '#api/session.ts'
import { s } from '../../strings.ts'
import { showDone } from '../useAction.ts'
import { clearDraft, type Draft, readDraft, writeDraft } from './draft.ts'
import { contractError, formField, sentenceOf } from './fieldError.ts'
import { registerForm } from './unsent.ts'

type Options<Values extends Record<string, unknown>, Saved> = {
  initial: Values
  /** Only rules that are not in the contract. The contract's rules are applied to the body that `send` sends. */
  validate?: UseFormInput<Values>['validate']
  /** Body fields with another name in the form, by their path without indexes: `contacts.email`. */
  names?: Record<string, keyof Values & string>
  /** Set for long forms: what is typed waits on this device, or in this tab only, until it is sent. */
  draft?: { key: string; place?: Draft['place'] }
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
  draft,
  version,
  names = {},
  send,
  done,
  changes = [],
  onDone,
}: Options<Values, Saved>) {
  const queryClient = useQueryClient()
  const kept = useDraft(draft, initial)
  const [restored] = useState(() => (kept ? readDraft<Values>(kept) : null))
  const [isRestored, setRestored] = useState(restored !== null)
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
    initialValues: { ...initial, ...restored },
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
    if (draft && kept && !isDone.current && form.isDirty()) writeDraft(kept, values)
  }, [draft, kept, values, form])

  // The state of the last render counts.
  const unsent = useRef({ isUnsent: false, values, kept })
  unsent.current = { isUnsent: !isDone.current && (isRestored || form.isDirty()), values, kept }
  useEffect(() => {
    const { kept } = unsent.current
    // From now on the form holds it.
    if (!draft && kept) clearDraft(kept)
    const unregister = registerForm({
      hasUnsent: () => unsent.current.isUnsent && !isDone.current,
      keep: () => unsent.current.kept && writeDraft(unsent.current.kept, unsent.current.values),
      abandon: () => {
        isDone.current = true
      },
    })
    return () => {
      unregister()
      // Leaving keeps the draft, and a toast says so.
      if (draft && kept && unsent.current.isUnsent && !isDone.current)
        showDone(kept.place === 'tab' ? s.form.keptInTab : s.form.kept)
    }
  }, [])

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
        if (kept) clearDraft(kept)
        const text = typeof done === 'function' ? done(saved, submitted) : done
        if (text) showDone(text)
        // Null: it waits on this device, and has changed nothing yet.
        if (changes.length > 0 && saved !== null) await refresh(queryClient, changes)
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
    if (kept) clearDraft(kept)
    setRestored(false)
    form.setValues(initial)
    form.resetDirty(initial)
  }

  /** Whether leaving now would lose changes. */
  const hasUnsaved = () => !isDone.current && !(draft && kept) && form.isDirty()
  /** Whether closing or reloading the tab now would lose changes. */
  const isLostWithTab = () =>
    hasUnsaved() || (!isDone.current && kept?.place === 'tab' && unsent.current.isUnsent)

  return { form, submit, refused, isSending, isRestored, discardDraft, hasUnsaved, isLostWithTab }
}

/**
 * Where the draft of a form waits. Also a form that keeps none may have one: what was typed when the session ended.
 * Secrets are never kept.
 */
function useDraft(draft: { key: string; place?: Draft['place'] } | undefined, initial: object): Draft | null {
  const userId = useContext(SessionContext)?.user.id
  const fields = Object.keys(initial).join(' ')
  const [path] = useState(window.location.pathname)
  const key = draft?.key ?? `${path} ${fields}`
  const place = draft ? (draft.place ?? 'device') : 'tab'
  const isSecret = /password|secret|code|token/i.test(fields)
  return useMemo(() => (userId && !isSecret ? { userId, key, place } : null), [userId, isSecret, key, place])
}

export const required = (label: string) => (value: unknown) =>
  value === null || value === undefined || String(value).trim() === '' ? s.form.required(label) : null
