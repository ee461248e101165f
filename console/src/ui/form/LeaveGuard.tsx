import { useBlocker } from '@tanstack/react-router'
import { s } from '../../strings.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'

/** Asks before you leave a form with unsaved changes. */
export function LeaveGuard({
  hasUnsaved,
  isLostWithTab = hasUnsaved,
}: {
  hasUnsaved: () => boolean
  /** The same for closing or reloading the tab. */
  isLostWithTab?: () => boolean
}) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: hasUnsaved,
    enableBeforeUnload: isLostWithTab,
    withResolver: true,
  })
  if (status !== 'blocked') return null
  return (
    <ConfirmDialog
      title={s.form.leaveTitle}
      confirm={s.form.leave}
      onConfirm={async () => proceed()}
      onClose={reset}
    >
      {s.form.leaveText}
    </ConfirmDialog>
  )
}
