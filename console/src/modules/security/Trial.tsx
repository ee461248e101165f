import { Button } from '@mantine/core'
import { useInterval } from '@mantine/hooks'
import { useState } from 'react'
import { post } from '#api/client.ts'
import { Notice } from '#ui/Notice.tsx'
import { useAction } from '#ui/useAction.ts'
import classes from './security.module.css'
import { t } from './strings.ts'

const w = t.allowlist

/** The countdown of the trial. Confirming keeps the allowlist on. */
export function Trial({ until }: { until: string }) {
  const [now, setNow] = useState(Date.now)
  useInterval(() => setNow(Date.now()), 1_000, { autoInvoke: true })
  const confirm = useAction({
    run: () => post('/api/settings/ip-whitelist/confirm'),
    done: w.confirmed,
    changes: ['ip_allowlist'],
  })
  const seconds = Math.max(0, Math.round((Date.parse(until) - now) / 1_000))
  const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return (
    <Notice tone="amber" title={w.trialTitle}>
      <div className={classes.trial}>
        <span data-numeric>{w.trialText(left)}</span>
        <Button loading={confirm.isPending} onClick={() => confirm.mutate()}>
          {w.confirm}
        </Button>
      </div>
    </Notice>
  )
}
