import { useEffect, useState } from 'react'
import { dateFormat, localZone } from '#ui/region.ts'
import { s } from '../strings.ts'
import classes from './Shell.module.css'

const utc = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
const local = (at: Date) =>
  dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: localZone() }).format(at)

/** UTC and the time in the profile's time zone, to the minute. */
export function Clock() {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    // Updates at the turn of each minute, so that it never shows the previous one.
    const timer = setTimeout(() => setNow(new Date()), 60_000 - (Date.now() % 60_000) + 20)
    return () => clearTimeout(timer)
  }, [now])
  return (
    <time className={classes.clock} dateTime={now.toISOString()}>
      {s.clock.utc} <b>{utc.format(now)}Z</b>
      <span className={classes.local}>
        {' '}
        · {s.clock.local} {local(now)}
      </span>
    </time>
  )
}
