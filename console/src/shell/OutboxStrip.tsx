import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect } from 'react'
import { useIsConnectionLost } from '#api/connection.ts'
import { useOutbox } from '#api/outbox.ts'
import { refresh } from '#api/refresh.ts'
import { useGo } from '#ui/place.ts'
import { showNextStep } from '#ui/useAction.ts'
import { s } from '../strings.ts'

const w = s.outbox
const everyMs = 15_000

// Without the server its code may be missing. How many wait is said all the same.
const Outbox = lazy(() => import('#ui/Outbox.tsx').catch(() => ({ default: OnlyCount })))

function OnlyCount() {
  return <p>{w.count(useOutbox().waiting.length)}</p>
}

/** On every page, as long as something waits on this device. It is sent as soon as the server can be reached. */
export function OutboxStrip() {
  const { waiting, flush } = useOutbox()
  const isLost = useIsConnectionLost()
  const queryClient = useQueryClient()
  const go = useGo()
  const count = waiting.length
  const send = () =>
    void flush(({ label, page, open, changes }, answer) => {
      void refresh(queryClient, changes)
      const { id } = answer as { id: string }
      showNextStep(w.sent(label), open ?? w.open, () => void go(page.replace(':id', id)))
    })
  useEffect(() => {
    if (count === 0 || isLost) return
    send()
    addEventListener('online', send)
    const timer = setInterval(send, everyMs)
    return () => {
      removeEventListener('online', send)
      clearInterval(timer)
    }
  }, [count, isLost])
  if (count === 0) return null
  return (
    <Suspense>
      <Outbox onRetry={send} />
    </Suspense>
  )
}
