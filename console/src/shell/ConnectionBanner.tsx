import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useIsConnectionLost } from '#api/connection.ts'
import { s } from '../strings.ts'
import classes from './Shell.module.css'

/** Shown while the server does not answer. Once it does, everything on the page is read again. */
export function ConnectionBanner() {
  const queryClient = useQueryClient()
  const isLost = useIsConnectionLost()
  const wasLost = useRef(false)
  useEffect(() => {
    if (wasLost.current && !isLost) void queryClient.invalidateQueries()
    wasLost.current = isLost
  }, [isLost, queryClient])
  return (
    <div role="status" className={classes.connection} hidden={!isLost}>
      {isLost ? s.connection.lost : null}
    </div>
  )
}
