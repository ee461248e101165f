import { Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { optionsOf } from '#api/choice.ts'
import { get, patch, post } from '#api/client.ts'
import type { ComplianceRecord } from '#api/types.ts'
import { FieldGroup, FieldRow, Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { LeaveGuard } from '#ui/form/LeaveGuard.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo, useParam } from '#ui/place.ts'
import { below } from './complianceWords.tsx'
import { bodyOf, formOf, hasClass, hasOperation, isComputed, isEuropean } from './recordForm.ts'
import { t } from './strings.ts'

const w = t.form

/** Creates a record, or renews the one in the URL. */
export default function EditRecord() {
  const id = useParam('id')
  const record = useQuery({
    queryKey: ['compliance_record', id],
    queryFn: () => get('/api/v1/compliance/records/{id}', { path: { id } }),
    enabled: id !== '',
  })
  if (id === '') return <RecordFields />
  return <Loaded query={record}>{(data) => <RecordFields record={data} />}</Loaded>
}

function RecordFields({ record }: { record?: ComplianceRecord }) {
  const go = useGo()
  const { person, kind }: Search = useSearch({ strict: false })
  const fields = useRecordForm({
    initial: formOf(record, { ...(person ? { person } : {}), ...(kind ? { kind } : {}) }),
    send: (values) => {
      const body = bodyOf(values, !record)
      return record
        ? patch('/api/v1/compliance/records/{id}', {
            path: { id: record.id },
            body,
            version: record.version,
          })
        : post('/api/v1/compliance/records', { body: body as never })
    },
    done: (saved) => (record ? w.saved(saved.title) : w.created(saved.title)),
    changes: ['compliance_record'],
    onDone: (saved) => go(`/compliance/records/${saved.id}`),
  })
  const { form } = fields
  const { values } = form
  const back = record
    ? { to: `/compliance/records/${record.id}`, label: `${record.personName}: ${record.title}` }
    : { to: '/compliance/records', label: t.records.title }
  const isMedical = values.kind === 'medical'
  const setIssued = (on: string) => {
    form.setFieldValue('issuedOn', on)
    if (on !== record?.issuedOn && values.previousExpiresOn === record?.previousExpiresOn)
      form.setFieldValue('previousExpiresOn', '')
    const recordedAge = record?.ageAtExam?.toString()
    // With another exam the age is different, and it decides how long the medical is valid.
    if (recordedAge === undefined) return
    if (on === record?.issuedOn) form.setFieldValue('ageAtExam', recordedAge)
    else if (values.ageAtExam === recordedAge) form.setFieldValue('ageAtExam', '')
  }

  return (
    <>
      <PageHeader title={record ? w.editTitle(record.title) : w.createTitle} back={back} />
      <Form record={fields} submitLabel={record ? w.save : w.create} onCancel={() => void go(back.to)}>
        {record ? null : (
          <FieldRow>
            <RecordField kind="crew_member" label={w.person} {...form.getInputProps('crewId')} />
            <Select
              label={w.kind}
              data={optionsOf('compliance_record.kind')}
              allowDeselect={false}
              {...form.getInputProps('kind')}
            />
          </FieldRow>
        )}
        <TextInput
          label={w.title}
          description={w.titleHint}
          inputWrapperOrder={below}
          {...form.getInputProps('title')}
        />
        {isMedical ? (
          <FieldGroup title={w.medical}>
            <FieldRow>
              <Select
                label={w.medicalClass}
                data={optionsOf('compliance_record.medicalClass').filter(({ value }) =>
                  hasClass(values.issuingAuthority, value),
                )}
                clearable={Boolean(values.medicalClass)}
                {...form.getInputProps('medicalClass')}
              />
              <Select
                label={w.operation}
                placeholder={w.mostAllowed}
                data={optionsOf('compliance_record.operation').filter(({ value }) =>
                  hasOperation(values.medicalClass, value),
                )}
                clearable={Boolean(values.operation)}
                {...form.getInputProps('operation')}
              />
              <TextInput
                label={w.age}
                inputMode="numeric"
                description={w.ageHint}
                inputWrapperOrder={below}
                rightSection={<Unit>{w.ageUnit}</Unit>}
                rightSectionWidth={56}
                {...form.getInputProps('ageAtExam')}
              />
            </FieldRow>
          </FieldGroup>
        ) : null}
        <FieldRow>
          <TextInput
            label={isMedical || values.kind === 'basic_med' ? w.examined : w.issued}
            type="date"
            {...form.getInputProps('issuedOn')}
            onChange={(event) => setIssued(event.currentTarget.value)}
          />
          {values.kind === 'basic_med' ? (
            <TextInput label={w.course} type="date" {...form.getInputProps('courseOn')} />
          ) : null}
          {isEuropean(values) ? (
            <TextInput
              label={w.previous}
              type="date"
              description={w.previousHint}
              inputWrapperOrder={below}
              {...form.getInputProps('previousExpiresOn')}
            />
          ) : null}
          <TextInput
            label={w.expires}
            type="date"
            description={isComputed(values) ? w.computedHint : w.expiresHint}
            inputWrapperOrder={below}
            {...form.getInputProps('expiresOn')}
          />
          <TextInput
            label={w.warning}
            inputMode="numeric"
            description={w.warningHint}
            inputWrapperOrder={below}
            rightSection={<Unit>{w.warningUnit}</Unit>}
            rightSectionWidth={92}
            {...form.getInputProps('warningDays')}
          />
        </FieldRow>
        <FieldRow>
          <TextInput label={w.number} {...form.getInputProps('number')} />
          <TextInput label={w.authority} {...form.getInputProps('issuingAuthority')} />
        </FieldRow>
        <TextInput
          label={w.reference}
          description={w.referenceHint}
          inputWrapperOrder={below}
          {...form.getInputProps('reference')}
        />
        <Textarea label={w.notes} autosize minRows={2} {...form.getInputProps('notes')} />
      </Form>
      <LeaveGuard hasUnsaved={fields.hasUnsaved} />
    </>
  )
}
