import { lazy, Suspense, useEffect, useState } from 'react'
import { onIdentityWanted } from '#api/identity.ts'

// Of no use before something dangerous is done.
const ConfirmIdentity = lazy(() => import('#modules/mfa/ConfirmIdentity.tsx'))

/** Asks who one is whenever the server wants that anew, whichever page the request came from. */
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
