import { NumberInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, put } from '#api/client.ts'
import { refresh } from '#api/refresh.ts'
import { useCan } from '#api/session.ts'
import type { LogRetention, LogRetentionPreview } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Instant } from '#ui/Instant.tsx'
import { showDone } from '#ui/useAction.ts'
import classes from './retention.module.css'
import { t } from './strings.ts'

const names = ['run_logs_days', 'audit_logs_days', 'diagnostic_artifacts_days'] as const
type Name = (typeof names)[number]
type Days = Record<Name, number>
const most: Days = { run_logs_days: 3650, audit_logs_days: 36_500, diagnostic_artifacts_days: 3650 }

const isDays = (name: Name, value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most[name]
const previewOf = (days: Days) => get('/api/settings/log-retention/preview', { query: days })
const logOf = (name: Name) => name.replace(/_days$/, '') as 'run_logs' | 'audit_logs' | 'diagnostic_artifacts'
const countOf = (preview: LogRetentionPreview) =>
  names.reduce((sum, name) => sum + preview[logOf(name)].count, 0)

/** The three settings, each with what it would delete. Saving asks before anything is deleted. */
export function RetentionForm({
  retention,
  atFirst,
}: {
  retention: LogRetention
  atFirst: LogRetentionPreview
}) {
  const queryClient = useQueryClient()
  const mayEdit = useCan()('updateLogRetention')
  const [asking, setAsking] = useState<{ days: Days; preview: LogRetentionPreview } | null>(null)
  const save = async (body: Days) => {
    await put('/api/settings/log-retention', { body })
    showDone(t.saved)
    await refresh(queryClient, ['log_retention'])
  }
  const validate = (name: Name) => (value: number) => {
    const { minimum_days, legal_minimums } = atFirst.audit_logs
    const law = legal_minimums.find(
      ({ event_types, days }) => event_types.includes('*') && days === minimum_days,
    )
    if (name === 'audit_logs_days' && law && Number.isInteger(value) && value < minimum_days)
      return t.belowMinimum(minimum_days, law.records, law.period, law.citation)
    return isDays(name, value) ? null : t.between(1, most[name])
  }
  const initial: Days = {
    run_logs_days: retention.run_logs_days,
    audit_logs_days: retention.audit_logs_days,
    diagnostic_artifacts_days: retention.diagnostic_artifacts_days,
  }
  const record = useRecordForm<Days>({
    initial,
    validate: {
      run_logs_days: validate('run_logs_days'),
      audit_logs_days: validate('audit_logs_days'),
      diagnostic_artifacts_days: validate('diagnostic_artifacts_days'),
    },
    send: async (days) => {
      const preview = await previewOf(days)
      if (countOf(preview) > 0) setAsking({ days, preview })
      else await save(days)
    },
  })
  const { form } = record
  const [typed] = useDebouncedValue(form.values, 250)
  const isWhole = names.every((name) => isDays(name, typed[name]))
  const preview = useQuery({
    queryKey: ['log_retention', 'preview', typed],
    queryFn: () => previewOf(typed),
    enabled: isWhole,
    placeholderData: keepPreviousData,
  })

  const fields = names.map((name) => (
    <NumberInput
      key={name}
      label={t.fields[name].label}
      description={
        <>
          {t.fields[name].hint} <Effect preview={isWhole ? preview.data : undefined} name={name} />
        </>
      }
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      allowDecimal={false}
      allowNegative={false}
      disabled={!mayEdit}
      rightSection={<Unit>{t.days}</Unit>}
      rightSectionWidth={52}
      classNames={{ wrapper: classes.days ?? '' }}
      {...form.getInputProps(name)}
    />
  ))

  if (!mayEdit) return <div className={classes.stack}>{fields}</div>
  return (
    <>
      <Form record={record} submitLabel={t.submit}>
        {fields}
      </Form>
      {asking ? (
        <ConfirmDialog
          title={t.confirmTitle(countOf(asking.preview))}
          confirm={t.confirm}
          isDangerous
          onConfirm={() => save(asking.days)}
          onClose={() => setAsking(null)}
        >
          <p>{t.confirmText}</p>
          <ul className={classes.going}>
            {goingOf(asking.preview).map(({ title, count, oldest_at }) => (
              <li key={title}>
                {t.part(title, count)}, {t.oldest} <Instant at={oldest_at} />
              </li>
            ))}
          </ul>
        </ConfirmDialog>
      ) : null}
    </>
  )
}

const goingOf = ({ run_logs, audit_logs, diagnostic_artifacts }: LogRetentionPreview) =>
  [...run_logs.parts, { title: t.auditPart, ...audit_logs }, ...diagnostic_artifacts.parts].filter(
    ({ count }) => count > 0,
  )

/** What a value would delete, updated while you choose it. */
function Effect({ preview, name }: { preview: LogRetentionPreview | undefined; name: Name }) {
  if (!preview) return <span>{t.counting}</span>
  const { count, oldest_at } = preview[logOf(name)]
  const kept = name === 'audit_logs_days' ? preview.audit_logs.kept_by_law : 0
  return (
    <>
      {count === 0 ? (
        <span>{t.nothing}</span>
      ) : (
        <strong>
          {t.goes(count)} <Instant at={oldest_at} />.
        </strong>
      )}
      {kept > 0 ? <span> {t.keptByLaw(kept)}</span> : null}
    </>
  )
}
