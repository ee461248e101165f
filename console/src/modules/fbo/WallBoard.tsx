import { useDocumentTitle } from '@mantine/hooks'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { get, post } from '#api/client.ts'
import { ApiError } from '#api/error.ts'
import { sessionQuery } from '#api/session.ts'
import type { Board } from '#api/types.ts'
import { dateFormat } from '#ui/region.ts'
import { s } from '../../strings.ts'
import { followBoard } from './boardFeed.ts'
import { clockIn } from './localDay.ts'
import { t } from './strings.ts'
import { WallPart } from './WallPart.tsx'
import classes from './wall.module.css'
import { worthShowing } from './wallLines.ts'

const w = t.wall
// Also polls, to notice a feed that died silently.
const lookMs = 60_000
const turnMs = 12_000
const gatherMs = 100

/** The token after the #, which browsers never send. Without one, the session of the signed-in user. */
const tokenOf = () => location.hash.slice(1) || null

/** The board for a wall screen: full screen, dark, large, without controls. */
export default function WallBoard() {
  const [token] = useState(tokenOf)
  const queryClient = useQueryClient()
  const [lostAt, setLostAt] = useState<Date | null>(null)
  const board = useQuery({
    queryKey: ['movement', 'wall', token],
    queryFn: async (): Promise<Board | null> => {
      if (token !== null) return post('/api/v1/fbo/public/board', { body: { token }, isUnbound: true })
      const session = await queryClient.ensureQueryData(sessionQuery)
      return session ? get('/api/v1/fbo/board') : null
    },
    refetchInterval: lookMs,
    refetchIntervalInBackground: true,
    placeholderData: keepPreviousData,
  })
  useDocumentTitle(`${t.board.title} · ${board.data?.workspaceName ?? s.product}`)

  const isOpen = Boolean(board.data)
  useEffect(() => {
    if (!isOpen) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = followBoard(
      token,
      () => {
        setLostAt(null)
        // An import of a day's movements causes a few requests, not hundreds.
        timer ??= setTimeout(() => {
          timer = undefined
          void queryClient.invalidateQueries({ queryKey: ['movement', 'wall'] })
        }, gatherMs)
      },
      () => setLostAt((since) => since ?? new Date()),
    )
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [token, isOpen, queryClient])

  const isRefused = board.error instanceof ApiError && board.error.status === 401
  if (isRefused && token !== null) return <Message title={w.refused} hint={w.refusedHint} />
  if (board.data === null || isRefused) return <Message title={w.signIn} />
  if (!board.data) return <Message title={board.isError ? s.error.offline : w.loading} />
  return <WallPage board={board.data} lostAt={board.isError ? (lostAt ?? new Date()) : lostAt} />
}

function Message({ title, hint }: { title: string; hint?: string }) {
  return (
    <main className={classes.wall}>
      <div className={classes.message}>
        <h1>{title}</h1>
        {hint ? <p>{hint}</p> : null}
      </div>
    </main>
  )
}

function WallPage({ board, lostAt }: { board: Board; lostAt: Date | null }) {
  const now = useNow()
  const turn = Math.floor(now.getTime() / turnMs)
  const shown = (lines: Board['arrivals']) => worthShowing(lines, now.getTime())
  return (
    <main className={classes.wall}>
      <header className={classes.head}>
        <h1>
          {board.workspaceName} <span>{t.board.title}</span>
        </h1>
        <p className={classes.date}>
          {dateFormat({
            weekday: 'long',
            day: 'numeric',
            month: 'long',
            timeZone: 'UTC',
          }).format(new Date(`${board.date}T12:00:00Z`))}
        </p>
        <p className={classes.clocks}>
          <time dateTime={now.toISOString()}>{clockIn(now, board.timezone)}</time>
          <span>
            {w.utc} {clockIn(now, 'UTC')}
          </span>
        </p>
      </header>
      {lostAt ? (
        <p className={classes.lost} role="alert">
          {w.lost(clockIn(lostAt, board.timezone))}
        </p>
      ) : null}
      <div className={classes.parts}>
        <WallPart
          title={t.board.arrivals}
          lines={shown(board.arrivals)}
          place="origin"
          timeZone={board.timezone}
          turn={turn}
        />
        <WallPart
          title={t.board.departures}
          lines={shown(board.departures)}
          place="destination"
          timeZone={board.timezone}
          turn={turn}
        />
        <WallPart
          title={t.board.onGround}
          lines={board.onGround}
          place={null}
          timeZone={board.timezone}
          turn={turn}
        />
      </div>
    </main>
  )
}

/** The time, updated once a second. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
