import { useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSession } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Notice } from '#ui/Notice.tsx'
import { s } from '../strings.ts'
import classes from './MfaGate.module.css'

/** Reminds members that a second factor will be required. Once it is, members without one can only use their account. */
export function MfaGate({ children }: { children: ReactNode }) {
  const { mfaRequiredFrom, mfaEnabled, factors, workspace } = useSession()
  const { pathname } = useLocation()
  const isWanting = mfaRequiredFrom !== null && !mfaEnabled && !factors.includes('sso')
  const isDue = isWanting && new Date(mfaRequiredFrom) <= new Date()
  const isOnAccount = pathname.includes(`/${workspace.slug}/account/`)
  const link = <AppLink to="/account/security">{s.mfa.setUp}</AppLink>
  if (isDue && !isOnAccount)
    return (
      <EmptyState title={s.mfa.required} hint={s.mfa.requiredHint}>
        {link}
      </EmptyState>
    )
  // The page keeps its position in the tree when the reminder goes, because it may show backup codes in a dialog.
  return (
    <>
      {isWanting ? (
        <div role="status" className={classes.reminder}>
          <Notice tone="amber" title={isDue ? s.mfa.required : s.mfa.soon}>
            {isDue ? (
              s.mfa.requiredHint
            ) : (
              <>
                {s.mfa.from} <Instant at={mfaRequiredFrom} />. {s.mfa.soonHint} {isOnAccount ? null : link}
              </>
            )}
          </Notice>
        </div>
      ) : null}
      {children}
    </>
  )
}
