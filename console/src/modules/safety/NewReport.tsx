import { FileInput, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useSession } from '#api/session.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { pictureTypes } from '#ui/pictureTypes.ts'
import { useGo, useSlug } from '#ui/place.ts'
import { Radio } from '#ui/Radio.ts'
import { Switch } from '#ui/Switch.ts'
import { showRefusal } from '#ui/useAction.ts'
import { postAnonymously } from './anonymousRequest.ts'
import { ReportSent } from './ReportSent.tsx'
import { reportFormQuery } from './reportForm.ts'
import { t } from './strings.ts'

const w = t.form
const modes = ['standard', 'confidential', 'anonymous'] as const
const empty = {
  mode: 'standard' as (typeof modes)[number],
  isBrief: false,
  title: '',
  description: '',
  type: 'hazard',
  category: 'flight_operations',
  occurredAt: '',
  place: '',
  aircraftRegistration: '',
}

/** A report by a signed-in user, in any of the three modes. */
export default function NewReport() {
  const go = useGo()
  const slug = useSlug()
  const { workspace } = useSession()
  const [files, setFiles] = useState<File[]>([])
  const [isWarned, setWarned] = useState(false)
  // Where the public form is closed, an anonymous report goes through the account, and leaves no trace of it either.
  const isFormOpen = useQuery(reportFormQuery).data?.isOpen ?? true
  const [sent, setSent] = useState<{ code: string; trackingCode: string; failed: string[] } | null>(null)
  const record = useRecordForm({
    initial: empty,
    // Its author may still choose to stay unknown, so nothing of it is stored in the browser.
    draft: { key: `safety-report.${workspace.id}`, place: 'tab' },
    send: async (values) => {
      if (values.mode !== 'standard' && !isWarned && (await pointsToSomebody(slug, values))) {
        setWarned(true)
        throw new Error(w.warningTitle)
      }
      const body = bodyOf(values)
      const send = (mode: typeof values.mode) =>
        values.isBrief
          ? post('/api/v1/sms/reports/brief', { body: { ...briefOf(body), mode } })
          : post('/api/v1/sms/reports', { body: { ...body, mode } })
      if (values.mode === 'anonymous' && (values.isBrief || !isFormOpen)) {
        const report = await send('anonymous')
        setSent({ ...report, failed: [] })
        return null
      }
      if (values.mode === 'anonymous') {
        const answer = await postAnonymously('/api/v1/sms/public/anonymous-report', {
          workspace: slug,
          ...body,
        })
        const failed: string[] = []
        for (const file of files)
          await postAnonymously(
            `/api/v1/sms/public/anonymous-report/photographs/${answer.uploadToken}` as '/api/v1/sms/public/anonymous-report/photographs/{token}',
            new Blob([file], { type: file.type }),
          ).catch(() => failed.push(file.name))
        setSent({ ...answer, failed })
        return null
      }
      const report = await send(values.mode)
      const isConfidential = values.mode === 'confidential'
      const failed: string[] = []
      for (const file of files)
        await post('/api/v1/sms/reports/{id}/files', {
          path: { id: report.id },
          query: { filename: isConfidential ? 'photograph' : file.name },
          body: new Blob([file], { type: file.type || 'application/octet-stream' }) as never,
          headers: { 'Content-Type': file.type || 'application/octet-stream' },
        }).catch((error) => (isConfidential ? failed.push(file.name) : showRefusal(error)))
      if (!isConfidential) return report
      setSent({ ...report, failed })
      return null
    },
    done: (report) => report && w.submitted(report.code),
    changes: ['safety_report'],
    onDone: (report) => report && go(`/safety/reports/${report.id}`),
  })
  const { form } = record
  const { isBrief } = form.values
  if (sent) return <ReportSent {...sent} onAnother={() => setSent(null)} />
  return (
    <>
      <PageHeader title={w.title} back={{ to: '/safety/reports', label: t.page.back }} />
      <Form record={isWarned ? { ...record, refused: null } : record} submitLabel={w.submit} isPrivate>
        <Radio.Group label={w.mode} {...form.getInputProps('mode')}>
          <Stack gap="xs" mt="xs">
            {modes.map((mode) => (
              <Radio
                key={mode}
                value={mode}
                label={labelOf('safety_report.mode', mode)}
                description={w.modeHints[mode]}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Select
          label={w.type}
          data={optionsOf('safety_report.type')}
          allowDeselect={false}
          {...form.getInputProps('type')}
        />
        <Switch
          label={w.brief}
          description={w.briefHint}
          {...form.getInputProps('isBrief', { type: 'checkbox' })}
        />
        <TextInput label={w.what} maxLength={200} {...form.getInputProps('title')} />
        <Textarea
          label={w.description}
          description={isBrief ? w.briefDescriptionHint : w.descriptionHint}
          autosize
          minRows={5}
          maxLength={10_000}
          {...form.getInputProps('description')}
        />
        <Select
          label={w.category}
          data={optionsOf('safety_report.category')}
          allowDeselect={false}
          {...form.getInputProps('category')}
        />
        <TextInput label={w.when} type="datetime-local" {...form.getInputProps('occurredAt')} />
        <TextInput label={w.where} maxLength={200} {...form.getInputProps('place')} />
        <TextInput label={w.aircraft} maxLength={20} {...form.getInputProps('aircraftRegistration')} />
        {form.values.mode !== 'anonymous' || (isFormOpen && !isBrief) ? (
          <FileInput
            label={w.photographs}
            description={w.photographsHint}
            multiple
            clearable
            accept={form.values.mode === 'standard' ? undefined : pictureTypes}
            value={files}
            onChange={setFiles}
          />
        ) : null}
        {isWarned ? (
          <Notice tone="amber" title={w.warningTitle}>
            {w.warning}
          </Notice>
        ) : null}
      </Form>
    </>
  )
}

/** One line is enough: what was left out is left to the server. */
function briefOf({ description, ...body }: ReturnType<typeof bodyOf>) {
  return { ...body, ...(description ? { description } : {}) }
}

async function pointsToSomebody(slug: string, { aircraftRegistration, occurredAt }: typeof empty) {
  if (!aircraftRegistration.trim() || !occurredAt) return false
  const { isIdentifying } = await postAnonymously('/api/v1/sms/public/identifying-check', {
    workspace: slug,
    aircraftRegistration: aircraftRegistration.trim(),
    date: occurredAt.slice(0, 10),
  })
  return isIdentifying
}

function bodyOf({
  title,
  description,
  type,
  category,
  occurredAt,
  place,
  aircraftRegistration,
}: typeof empty) {
  return {
    title: title.trim(),
    description: description.trim(),
    type: type as 'hazard',
    category: category as 'weather',
    ...(occurredAt ? { occurredAt: new Date(occurredAt).toISOString() } : {}),
    ...(place.trim() ? { place: place.trim() } : {}),
    ...(aircraftRegistration.trim() ? { aircraftRegistration: aircraftRegistration.trim() } : {}),
  }
}
