import { useEffect, useState } from 'react'
import { s } from '../strings.ts'
import classes from './Shell.module.css'

const clock = (at: Date, timeZone?: string) =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at)

/** UTC and the time here, to the minute. */
export function Clock() {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    // Wakes at the turn of the minute, so that it never shows the one before.
    const timer = setTimeout(() => setNow(new Date()), 60_000 - (Date.now() % 60_000) + 20)
    return () => clearTimeout(timer)
  }, [now])
  return (
    <time className={classes.clock} dateTime={now.toISOString()}>
      {s.clock.utc} <b>{clock(now, 'UTC')}Z</b>
      <span className={classes.local}>
        {' '}
        · {s.clock.local} {clock(now)}
      </span>
    </time>
  )
}
