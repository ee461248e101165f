import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { bindWorkspace, post } from '#api/client.ts'
import { useSession } from '#api/session.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { eraseUnsentWork, hasUnsentWork } from '#ui/form/unsent.ts'
import { s } from '../strings.ts'
import { onSignOutWanted } from './openSignOut.ts'
import { forgetConsole } from './serviceWorker.ts'

const w = s.signOut

/** Signs out when the menu or another page asks for it. Nothing that the user typed stays in this browser. */
export function SignOut() {
  const { user } = useSession()
  const [isAsking, setAsking] = useState(false)
  const queryClient = useQueryClient()
  const navigate = useNavigate()

  const signOut = async () => {
    eraseUnsentWork(user.id)
    await post('/api/v1/auth/logout').catch(() => undefined)
    await forgetConsole().catch(() => undefined)
    bindWorkspace(null)
    await navigate({ to: '/sign-in' })
    queryClient.clear()
  }
  useEffect(() =>
    onSignOutWanted(() => {
      if (hasUnsentWork(user.id)) setAsking(true)
      else void signOut()
    }),
  )
  if (!isAsking) return null
  return (
    <ConfirmDialog
      title={w.title}
      confirm={w.confirm}
      isDangerous
      onConfirm={signOut}
      onClose={() => setAsking(false)}
    >
      {w.text}
    </ConfirmDialog>
  )
}
