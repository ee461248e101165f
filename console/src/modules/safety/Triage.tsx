import { Modal, Select } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { patch } from '#api/client.ts'
import type { SafetyReportInFull } from '#api/types.ts'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { PeopleField } from '#ui/form/PeopleField.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { s } from '../../strings.ts'
import { MemberField } from './MemberField.tsx'
import { t } from './strings.ts'

const w = t.triage
const choices = (all: Record<string, string>) =>
  Object.entries(all).map(([value, label]) => ({ value, label }))

/** Rates a report, links it and assigns it. The reported text stays unchanged. */
export function Triage({ report, onClose }: { report: SafetyReportInFull; onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      category: report.category as string,
      severity: report.initialSeverity as string | null,
      likelihood: report.initialLikelihood === null ? null : String(report.initialLikelihood),
      aircraftId: report.aircraftId,
      handlerMemberId: report.handlerMemberId,
      people: report.people.map(({ crewId }) => crewId),
    },
    send: ({ severity, likelihood, category, ...rest }) =>
      patch('/api/v1/sms/reports/{id}', {
        path: { id: report.id },
        body: {
          ...rest,
          category: category as typeof report.category,
          initialSeverity: severity as typeof report.initialSeverity,
          initialLikelihood: likelihood === null ? null : Number(likelihood),
        },
        version: report.version,
      }),
    done: t.page.triaged,
    changes: ['safety_report'],
    onDone: onClose,
  })
  const { form } = record
  return (
    <Modal opened onClose={onClose} title={w.title} closeButtonProps={{ 'aria-label': s.close }}>
      <Form record={record} submitLabel={w.save} onCancel={onClose}>
        <Select
          label={t.list.category}
          data={optionsOf('safety_report.category')}
          allowDeselect={false}
          {...form.getInputProps('category')}
        />
        <FieldRow>
          <Select
            label={w.severity}
            data={choices(w.severities)}
            clearable
            {...form.getInputProps('severity')}
          />
          <Select
            label={w.likelihood}
            data={choices(w.likelihoods).reverse()}
            clearable
            {...form.getInputProps('likelihood')}
          />
        </FieldRow>
        <RecordField
          kind="aircraft"
          label={t.list.aircraft}
          clearable
          {...form.getInputProps('aircraftId')}
        />
        <MemberField label={w.handler} {...form.getInputProps('handlerMemberId')} />
        <PeopleField label={w.people} {...form.getInputProps('people')} />
      </Form>
    </Modal>
  )
}
