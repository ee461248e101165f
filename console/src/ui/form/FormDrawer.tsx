import { type ReactNode, useRef, useState } from 'react'
import { s } from '../../strings.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { Drawer } from '../Drawer.ts'
import { CloseGuard } from './closeGuard.ts'

type Props = { title: string; onClose: () => void; children: ReactNode }

/** A drawer with a form. Esc, the shade and the close button ask before they lose what was typed; Cancel does not. */
export function FormDrawer({ title, onClose, children }: Props) {
  const hasUnsaved = useRef(() => false)
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Drawer
        opened
        onClose={() => (hasUnsaved.current() ? setAsking(true) : onClose())}
        closeOnEscape={!isAsking}
        position="right"
        size="lg"
        title={title}
        closeButtonProps={{ 'aria-label': s.close }}
      >
        <CloseGuard.Provider value={hasUnsaved}>{children}</CloseGuard.Provider>
      </Drawer>
      {isAsking ? (
        <ConfirmDialog
          title={s.form.leaveTitle}
          confirm={s.form.leave}
          onConfirm={async () => onClose()}
          onClose={() => setAsking(false)}
        >
          {s.form.leaveText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
