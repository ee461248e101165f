import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { patch, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { SafetyReportInFull } from '#api/types.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import classes from './safety.module.css'
import { t } from './strings.ts'

const w = t.clocks
type Clock = SafetyReportInFull['clocks'][number]
type Kind = Clock['kind']

/** The external deadlines that the report has started. */
export function Clocks({ report }: { report: SafetyReportInFull }) {
  const [kind, setKind] = useState<string | null>(null)
  const [rebasing, setRebasing] = useState<Clock | null>(null)
  const changes = ['safety_report']
  const start = useAction({
    run: (chosen: Kind) =>
      post('/api/v1/sms/reports/{id}/clocks', { path: { id: report.id }, body: { kind: chosen } }),
    changes,
    onDone: () => setKind(null),
  })
  const decide = useAction({
    run: ({ id, state }: Pick<Clock, 'id' | 'state'>) =>
      patch('/api/v1/sms/reports/{id}/clocks/{clockId}', {
        path: { id: report.id, clockId: id },
        body: { state },
      }),
    changes,
  })
  const left = optionsOf('startReportClock.kind').filter(
    ({ value }) => !report.clocks.some((clock) => clock.kind === value),
  )
  return (
    <Section title={w.title}>
      {report.clocks.length === 0 ? <p className="dim">{w.none}</p> : null}
      <ul className={classes.rows}>
        {report.clocks.map((clock) => (
          <li key={clock.id}>
            <span>
              <strong>{clock.title}</strong> <span className="dim">{clock.citation}</span>
            </span>
            <span>
              {w.due} <Instant at={clock.dueAt} /> <ClockBadge clock={clock} />
            </span>
            <span className="dim">
              {w.runsFrom(labelOf('startReportClock.basis', clock.basis))} <Instant at={clock.from} />
              {clock.rebasedReason === null
                ? null
                : ` · ${w.rebasedBecause(clock.rebasedBy ?? '', clock.rebasedReason)}`}
            </span>
            {clock.state === 'running' ? (
              <span>
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => decide.mutate({ id: clock.id, state: 'done' })}
                >
                  {w.done}
                </Button>{' '}
                <Button
                  size="xs"
                  variant="subtle"
                  onClick={() => decide.mutate({ id: clock.id, state: 'not_applicable' })}
                >
                  {w.notApplicable}
                </Button>{' '}
                <Button size="xs" variant="subtle" onClick={() => setRebasing(clock)}>
                  {w.rebase}
                </Button>
              </span>
            ) : (
              <Button
                size="xs"
                variant="subtle"
                onClick={() => decide.mutate({ id: clock.id, state: 'running' })}
              >
                {w.reopen}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {left.length > 0 ? (
        <Select
          label={w.start}
          placeholder={w.kind}
          maw={360}
          data={left}
          value={kind}
          onChange={(value) => {
            setKind(value)
            if (value) start.mutate(value as Kind)
          }}
        />
      ) : null}
      {rebasing ? (
        <FieldDialog
          title={w.rebaseTitle(rebasing.title)}
          submitLabel={w.rebase}
          done={w.rebased}
          changes={changes}
          write="PATCH /api/v1/sms/reports/{id}/clocks/{clockId}"
          path={{ id: report.id, clockId: rebasing.id }}
          fields={[
            {
              name: 'basis',
              label: w.basis,
              options: optionsOf('startReportClock.basis'),
              initial: rebasing.basis,
            },
            { name: 'from', label: w.from, hint: w.fromHint, initial: rebasing.from.slice(0, 16) },
            { name: 'reason', label: w.reason, isRequired: true },
          ]}
          onClose={() => setRebasing(null)}
        />
      ) : null}
    </Section>
  )
}

function ClockBadge({ clock }: { clock: Clock }) {
  if (clock.state === 'done') return <StatusBadge tone="green">{w.done}</StatusBadge>
  if (clock.state === 'not_applicable') return <StatusBadge tone="neutral">{w.notApplicable}</StatusBadge>
  return Date.parse(clock.dueAt) < Date.now() ? (
    <StatusBadge tone="red">{w.overdue}</StatusBadge>
  ) : (
    <StatusBadge tone="amber">{w.running}</StatusBadge>
  )
}
