import { lazy, type ReactNode, Suspense } from 'react'

export type ConfirmProps = {
  /** A question with the name of the record: "Revoke API key “Website”?" */
  title: string
  children?: ReactNode
  /** Verb and noun: "Revoke API key". */
  confirm: string
  isDangerous?: boolean
  /** If set, the person must give a reason; this is the label of the field. */
  reasonLabel?: string
  onConfirm: (reason: string) => Promise<unknown>
  onClose: () => void
}

// Loaded only when an action needs confirmation.
const ConfirmForm = lazy(() => import('./ConfirmForm.tsx'))

/** Asks before an action that cannot be undone. If the server refuses, the dialog stays open and shows why. */
export function ConfirmDialog(props: ConfirmProps) {
  return (
    <Suspense>
      <ConfirmForm {...props} />
    </Suspense>
  )
}
