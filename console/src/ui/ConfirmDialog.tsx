import { lazy, type ReactNode, Suspense } from 'react'

export type ConfirmProps = {
  /** A question with the thing's name: "Revoke API key “Website”?" */
  title: string
  children?: ReactNode
  /** Verb and noun: "Revoke API key". */
  confirm: string
  isDangerous?: boolean
  /** When given, the person must say why, and this labels the field. */
  reasonLabel?: string
  onConfirm: (reason: string) => Promise<unknown>
  onClose: () => void
}

// Of no use before something dangerous is done.
const ConfirmForm = lazy(() => import('./ConfirmForm.tsx'))

/** Asks before something that cannot be undone; stays open with the refusal when there is one. */
export function ConfirmDialog(props: ConfirmProps) {
  return (
    <Suspense>
      <ConfirmForm {...props} />
    </Suspense>
  )
}
