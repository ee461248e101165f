import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { sessionQuery, useSession } from '#api/session.ts'
import { Notice } from '#ui/Notice.tsx'
import { s } from '../strings.ts'
import classes from './Shell.module.css'

/** Shown in maintenance mode: why changes are not possible. */
export function MaintenanceBanner() {
  const queryClient = useQueryClient()
  const { maintenance } = useSession()
  if (maintenance === null) return null
  return (
    <div className={classes.maintenance}>
      <Notice tone="amber" title={s.maintenance.title}>
        <p>{maintenance}</p>
        <Button
          size="compact-sm"
          variant="default"
          mt={6}
          onClick={() => void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })}
        >
          {s.maintenance.again}
        </Button>
      </Notice>
    </div>
  )
}
