import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { onUse } from '#ui/onUse.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Facts, Section } from '#ui/RecordPage.tsx'
import { type RiskForm, sections } from './riskFormRow.ts'
import { t } from './strings.ts'

const RiskFormDialog = onUse(async () => (await import('./RiskFormDialog.tsx')).RiskFormDialog)
const w = t.riskForm

/** What pilots are asked before a flight, in the version in use and in all earlier ones. */
export default function RiskFormPage() {
  const can = useCan()
  const [isEditing, setEditing] = useState(false)
  const forms = useQuery({
    queryKey: ['frat_form', 'all'],
    queryFn: () => get('/api/v1/ops/frat/forms', { query: { page_size: 100 } }),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} back={{ to: '/trips/risk', label: t.risk.title }}>
        {can('createFratForm') && forms.data ? (
          <Button onClick={() => setEditing(true)}>{forms.data.items[0] ? w.newVersion : w.create}</Button>
        ) : null}
      </PageHeader>
      <Loaded query={forms}>
        {({ items }) =>
          items.length > 0 ? <Versions forms={items} /> : <EmptyState title={w.empty} hint={w.emptyHint} />
        }
      </Loaded>
      {isEditing ? (
        <RiskFormDialog riskForm={forms.data?.items[0] ?? null} onClose={() => setEditing(false)} />
      ) : null}
    </>
  )
}

/** The newest is first, and in use. */
function Versions({ forms }: { forms: readonly RiskForm[] }) {
  const [chosen, choose] = useState<string | null>(null)
  const riskForm = forms.find(({ id }) => id === chosen) ?? forms[0]
  if (!riskForm) return null
  return (
    <>
      {forms.length > 1 ? (
        <Select
          label={w.version}
          data={forms.map(({ id, version }, index) => ({
            value: id,
            label: w.versionOf(version, index === 0),
          }))}
          value={riskForm.id}
          onChange={choose}
          allowDeselect={false}
          maw={280}
        />
      ) : null}
      <Facts
        title={w.versionOf(riskForm.version, riskForm === forms[0])}
        items={[
          [w.yellowAt, String(riskForm.yellowAt)],
          [w.redAt, String(riskForm.redAt)],
          [w.by, riskForm.createdBy],
          [w.since, <Instant key="since" at={riskForm.createdAt} />],
        ]}
      />
      {sections.map((section) => {
        const own = riskForm.questions.filter((question) => question.section === section)
        return own.length === 0 ? null : (
          <Section key={section} title={labelOf('frat_form.questions.section', section)}>
            <PlainTable
              label={labelOf('frat_form.questions.section', section)}
              rows={own}
              rowKey={({ key }) => key}
              row={({ text, weight }) => (
                <>
                  <td>{text}</td>
                  <td>{weight}</td>
                </>
              )}
            />
          </Section>
        )
      })}
    </>
  )
}
