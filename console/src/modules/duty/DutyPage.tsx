import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '#api/answer.ts'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo } from '#ui/place.ts'
import { Facts } from '#ui/RecordPage.tsx'
import classes from './duty.module.css'
import { LimitBar } from './LimitBar.tsx'
import { t } from './strings.ts'

const w = t.standing
type Standing = Answer<'GET', '/api/v1/ops/duty/{id}/standing'>

/** What the limits of flying, duty and rest still allow a person. */
export default function DutyPage() {
  const { person }: Search = useSearch({ strict: false })
  const go = useGo()
  const can = useCan()
  const [isEditing, setEditing] = useState(false)
  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        {can('updateDutyPolicy') ? (
          <Button variant="default" onClick={() => setEditing(true)}>
            {w.policy}
          </Button>
        ) : null}
      </PageHeader>
      <RecordField
        kind="crew_member"
        label={w.person}
        clearable
        value={person ?? null}
        onChange={(id: string | null) => go('/duty', id ? { person: id } : {}, { replace: true })}
      />
      {person ? <OfPerson personId={person} /> : <EmptyState title={w.choose} hint={w.chooseHint} />}
      {isEditing ? <PolicyDialog onClose={() => setEditing(false)} /> : null}
    </>
  )
}

function OfPerson({ personId }: { personId: string }) {
  const standing = useQuery({
    queryKey: ['duty_period', 'standing', personId],
    queryFn: () => get('/api/v1/ops/duty/{id}/standing', { path: { id: personId } }),
  })
  return <Loaded query={standing}>{(data) => <Limits standing={data} />}</Loaded>
}

function Limits({ standing }: { standing: Standing }) {
  const { at, earliestReportAt, lastDutyEndedAt, limits } = standing
  const isNow = earliestReportAt !== null && Date.parse(earliestReportAt) - Date.parse(at) < 60_000
  return (
    <div className={classes.standing}>
      <Facts
        title={standing.personName}
        items={[
          [w.earliest, isNow ? w.now : <Instant key="earliest" at={earliestReportAt} absent={w.none} />],
          [w.last, <Instant key="last" at={lastDutyEndedAt} absent={w.never} />],
          [w.at, <Instant key="at" at={at} />],
          [
            w.periods,
            <AppLink key="periods" to="/duty/periods" search={{ crew_id: standing.crewId }}>
              {w.periods}
            </AppLink>,
          ],
        ]}
      />
      <section aria-label={w.limits}>
        {limits.map((limit) => (
          <LimitBar key={limit.rule} limit={limit} />
        ))}
      </section>
    </div>
  )
}

function PolicyDialog({ onClose }: { onClose: () => void }) {
  const policy = useQuery({ queryKey: ['duty_policy'], queryFn: () => get('/api/v1/ops/duty/policy') })
  if (!policy.data) return null
  return (
    <FieldDialog
      write="PATCH /api/v1/ops/duty/policy"
      record={policy.data}
      title={w.policy}
      submitLabel={w.save}
      done={w.policySaved}
      changes={['duty_policy', 'duty_period']}
      fields={[
        { name: 'profiles', label: w.profiles },
        { name: 'reportMarginMinutes', label: w.margin },
      ]}
      onClose={onClose}
    />
  )
}
