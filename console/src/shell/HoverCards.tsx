import { Skeleton } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useSession } from '#api/session.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import classes from './HoverCards.module.css'
import type { LinkedRecord } from './kinds.ts'

const waitMs = 350
const cardId = 'hover-card'
type Cards = typeof import('./faces.ts')
type Shown = { link: HTMLAnchorElement; href: string; record: LinkedRecord; cards: Cards }

/**
 * When the pointer or the focus reaches a link, the data of its page is preloaded. A link to another record
 * also shows a card of it after a short wait.
 */
export default function HoverCards() {
  const { allowedOperations } = useSession()
  const queryClient = useQueryClient()
  const [shown, setShown] = useState<Shown | null>(null)

  useEffect(() => {
    const can = (operation: string) => allowedOperations.includes(operation)
    let timer: ReturnType<typeof setTimeout> | undefined
    let over: HTMLAnchorElement | null = null
    const leave = () => {
      clearTimeout(timer)
      over?.removeAttribute('aria-describedby')
      over = null
      setShown(null)
    }
    const onEnter = (event: Event) => {
      if (event instanceof PointerEvent && event.pointerType !== 'mouse') return
      if (
        event.type === 'focusin' &&
        !(event.target instanceof Element && event.target.matches(':focus-visible'))
      )
        return
      arrive(event.target instanceof Element ? event.target.closest('a') : null)
    }
    const arrive = (link: HTMLAnchorElement | null) => {
      if (link === over) return
      leave()
      if (!link || link.origin !== window.location.origin || link.pathname === window.location.pathname)
        return
      over = link
      void meet(link)
    }
    // A phone has no hover, so it never loads the code of the kinds.
    const meet = async (link: HTMLAnchorElement) => {
      const [{ fetchAhead, recordAt }, cards] = await Promise.all([
        import('./kinds.ts'),
        import('./faces.ts'),
      ])
      fetchAhead(queryClient, new URL(link.href), can)
      if (over !== link) return
      const record = recordAt(link.pathname)
      if (!record || !can(record.operation)) return
      timer = setTimeout(() => {
        link.setAttribute('aria-describedby', cardId)
        setShown({ link, href: link.pathname, record, cards })
      }, waitMs)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') leave()
    }
    // The pointer may already be on a link.
    arrive(document.querySelector('a:hover'))
    document.addEventListener('pointerover', onEnter)
    document.addEventListener('focusin', onEnter)
    document.addEventListener('focusout', leave)
    document.addEventListener('pointerdown', leave)
    document.addEventListener('scroll', leave, true)
    document.addEventListener('keydown', onKey)
    return () => {
      leave()
      document.removeEventListener('pointerover', onEnter)
      document.removeEventListener('focusin', onEnter)
      document.removeEventListener('focusout', leave)
      document.removeEventListener('pointerdown', leave)
      document.removeEventListener('scroll', leave, true)
      document.removeEventListener('keydown', onKey)
    }
  }, [allowedOperations, queryClient])

  return shown ? <HoverCard key={shown.href} shown={shown} /> : null
}

function HoverCard({ shown: { link, record, cards } }: { shown: Shown }) {
  const { data, isError } = useQuery({
    queryKey: record.queryKey,
    queryFn: record.load,
    retry: false,
  })
  if (isError || !link.isConnected) return null
  const place = link.getBoundingClientRect()
  const isLow = place.bottom > window.innerHeight - 220
  const card = data === undefined ? null : cards.cardOf(record.kind, data)
  return (
    <div
      id={cardId}
      role="tooltip"
      className={classes.card}
      style={{
        left: Math.max(8, Math.min(place.left, window.innerWidth - 308)),
        ...(isLow ? { bottom: window.innerHeight - place.top + 6 } : { top: place.bottom + 6 }),
      }}
    >
      {card ? (
        <>
          <p className={classes.head}>
            <strong>{card.title}</strong>
            {card.state ? <StatusBadge tone={card.state.tone}>{card.state.label}</StatusBadge> : null}
          </p>
          <dl>
            {card.facts.flatMap(([label, value]) =>
              value ? (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ) : (
                []
              ),
            )}
          </dl>
        </>
      ) : (
        <Skeleton height={64} />
      )}
    </div>
  )
}
