import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { SafetyReportInFull } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { onUse } from '#ui/onUse.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { actionStates, investigationStates } from './kind.ts'
import classes from './safety.module.css'
import { t } from './strings.ts'

const NewAction = onUse(async () => (await import('./NewAction.tsx')).NewAction)

const w = t.work

/** The investigations and actions opened from a report. */
export function ReportWork({ report }: { report: SafetyReportInFull }) {
  const can = useCan()
  const [isCreating, setCreating] = useState(false)
  const query = { report: report.id, page_size: 100 }
  const investigations = useQuery({
    queryKey: ['investigation', query],
    queryFn: () => get('/api/v1/sms/investigations', { query }),
  })
  const actions = useQuery({ queryKey: ['cpa', query], queryFn: () => get('/api/v1/sms/cpas', { query }) })
  const rows = [
    ...(investigations.data?.items ?? []).map((investigation) => ({
      ...investigation,
      to: `/safety/investigations/${investigation.id}`,
      badge: <StateBadge of={investigationStates} state={investigation.status} />,
    })),
    ...(actions.data?.items ?? []).map((action) => ({
      ...action,
      to: `/safety/actions/${action.id}`,
      badge: <StateBadge of={actionStates} state={action.status} />,
    })),
  ]
  return (
    <Section
      title={w.title}
      actions={
        can('createCpa') && report.status !== 'closed' ? (
          <Button variant="default" onClick={() => setCreating(true)}>
            {w.newAction}
          </Button>
        ) : null
      }
    >
      {rows.length === 0 ? <p className="dim">{w.none}</p> : null}
      <ul className={classes.rows}>
        {rows.map((row) => (
          <li key={row.id}>
            <span>
              <AppLink to={row.to}>{row.code}</AppLink> {row.title}
            </span>
            {row.badge}
          </li>
        ))}
      </ul>
      {isCreating ? <NewAction links={{ reportId: report.id }} onClose={() => setCreating(false)} /> : null}
    </Section>
  )
}
