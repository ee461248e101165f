import { lazy, Suspense, useEffect, useState } from 'react'
import { onIdentityWanted } from '#api/identity.ts'

// Loaded only when a sensitive action needs it.
const ConfirmIdentity = lazy(() => import('#modules/mfa/ConfirmIdentity.tsx'))

/** Asks for re-authentication whenever the server requires it, on any page. */
export function IdentityDialog() {
  const [answer, setAnswer] = useState<{ give: (isConfirmed: boolean) => void } | null>(null)
  useEffect(
    () =>
      onIdentityWanted(
        () =>
          new Promise((resolve) => {
            setAnswer({
              give: (isConfirmed) => {
                setAnswer(null)
                resolve(isConfirmed)
              },
            })
          }),
      ),
    [],
  )
  if (!answer) return null
  return (
    <Suspense>
      <ConfirmIdentity onDone={() => answer.give(true)} onClose={() => answer.give(false)} />
    </Suspense>
  )
}
