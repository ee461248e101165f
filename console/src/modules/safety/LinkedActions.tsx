import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCan } from '#api/session.ts'
import type { InvestigationInFull } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { onUse } from '#ui/onUse.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { actionStates } from './kind.ts'
import classes from './safety.module.css'
import { t } from './strings.ts'

const NewAction = onUse(async () => (await import('./NewAction.tsx')).NewAction)

/** The actions that follow from an investigation. */
export function LinkedActions({ investigation }: { investigation: InvestigationInFull }) {
  const can = useCan()
  const [isCreating, setCreating] = useState(false)
  const cause = investigation.findings.find(({ kind }) => kind === 'root_cause')
  return (
    <Section
      title={t.investigations.actions}
      actions={
        can('createCpa') ? (
          <Button variant="default" onClick={() => setCreating(true)}>
            {t.actions.create}
          </Button>
        ) : null
      }
    >
      {investigation.cpas.length === 0 ? <p className="dim">{t.investigations.noEntries}</p> : null}
      <ul className={classes.rows}>
        {investigation.cpas.map((cpa) => (
          <li key={cpa.id}>
            <span>
              <AppLink to={`/safety/actions/${cpa.id}`}>{cpa.code}</AppLink> {cpa.title}
            </span>
            <StateBadge of={actionStates} state={cpa.status} />
          </li>
        ))}
      </ul>
      {isCreating ? (
        <NewAction
          links={{ investigationId: investigation.id, ...(cause ? { findingId: cause.id } : {}) }}
          onClose={() => setCreating(false)}
        />
      ) : null}
    </Section>
  )
}
