import { Loader } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { post } from '#api/client.ts'
import type { ProviderLinkWanted } from '#api/types.ts'
import { Notice } from '#ui/Notice.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { useEnter } from './enter.ts'
import { LinkAccount } from './LinkAccount.tsx'
import { takeTicket } from './ssoTicket.ts'
import { t } from './strings.ts'

const w = t.sso

/** The page that the identity provider sends the browser back to. */
export default function SsoCallback() {
  const enter = useEnter()
  const hasBegun = useRef(false)
  const [error, setError] = useState<string | null>(null)
  const [link, setLink] = useState<{ wanted: ProviderLinkWanted; returnTo: string | null } | null>(null)

  useEffect(() => {
    // The returned query works once.
    if (hasBegun.current) return
    hasBegun.current = true
    const kept = takeTicket()
    if (!kept) return setError(w.noTicket)
    post('/api/v1/auth/sso/finish', { body: { ticket: kept.ticket, response: window.location.search } })
      .then((answer) =>
        'linkRequired' in answer
          ? setLink({ wanted: answer, returnTo: kept.returnTo })
          : enter(kept.returnTo ?? undefined),
      )
      .catch((refused: unknown) => setError(refused instanceof Error ? refused.message : String(refused)))
  }, [enter])

  if (link) return <LinkAccount wanted={link.wanted} onDone={() => enter(link.returnTo ?? undefined)} />
  return (
    <PublicPage title={error ? w.failed : w.finishing}>
      {error ? (
        <>
          <Notice tone="red">{error}</Notice>
          <p className="dim">
            <Link to={'/sso' as string}>{w.again}</Link>
          </p>
        </>
      ) : (
        <Loader size="sm" aria-label={w.finishing} />
      )}
    </PublicPage>
  )
}
