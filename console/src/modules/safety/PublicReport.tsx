import { Anchor, Button, FileInput, Group, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '#api/answer.ts'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { PageSkeleton } from '#ui/PageSkeleton.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { pictureTypes } from '#ui/pictureTypes.ts'
import { useParam } from '#ui/place.ts'
import { postAnonymously } from './anonymousRequest.ts'
import { t } from './publicStrings.ts'
import { ReportSent } from './ReportSent.tsx'

const w = t.form
type Sent = Answer<'POST', '/api/v1/sms/public/anonymous-report'> & { failed: string[] }
const mostPhotographs = 6
const empty = {
  title: '',
  description: '',
  type: 'hazard',
  category: 'flight_operations',
  occurredAt: '',
  place: '',
  aircraftRegistration: '',
}

/** The public form of a workspace: for a phone, in one minute, without an account. */
export default function PublicReport() {
  const slug = useParam('slug')
  const form = useQuery({
    queryKey: ['report-form', slug],
    queryFn: () => get('/api/v1/sms/public/forms/{slug}', { path: { slug }, isUnbound: true }),
    retry: false,
  })
  if (form.isPending) return <PageSkeleton />
  if (form.isError)
    return (
      <PublicPage title={w.closed} hint={w.closedHint}>
        {null}
      </PublicPage>
    )
  return <ReportForm slug={slug} workspaceName={form.data.workspaceName} />
}

function ReportForm({ slug, workspaceName }: { slug: string; workspaceName: string }) {
  const [photographs, setPhotographs] = useState<File[]>([])
  const [sent, setSent] = useState<Sent | null>(null)
  const [isWarned, setWarned] = useState(false)
  const record = useRecordForm({
    initial: empty,
    send: async (values) => {
      if (values.aircraftRegistration.trim() && values.occurredAt && !isWarned) {
        const { isIdentifying } = await postAnonymously('/api/v1/sms/public/identifying-check', {
          workspace: slug,
          aircraftRegistration: values.aircraftRegistration.trim(),
          date: values.occurredAt.slice(0, 10),
        })
        if (isIdentifying) {
          setWarned(true)
          throw new Error(t.warning.title)
        }
      }
      await sendAll(values)
    },
  })
  const { form } = record

  const sendAll = async ({ title, description, type, category, ...optional }: typeof empty) => {
    const place = optional.place.trim()
    const aircraftRegistration = optional.aircraftRegistration.trim()
    const answer = await postAnonymously('/api/v1/sms/public/anonymous-report', {
      workspace: slug,
      title: title.trim(),
      description: description.trim(),
      type: type as 'hazard',
      category: category as 'weather',
      ...(optional.occurredAt ? { occurredAt: new Date(optional.occurredAt).toISOString() } : {}),
      ...(place ? { place } : {}),
      ...(aircraftRegistration ? { aircraftRegistration } : {}),
    })
    const failed: string[] = []
    for (const file of photographs)
      await sendPhotograph(answer.uploadToken, file).catch(() => failed.push(file.name))
    setSent({ ...answer, failed })
  }
  const clear = () => {
    record.discardDraft()
    setPhotographs([])
    setWarned(false)
  }

  if (sent)
    return (
      <ReportSent
        {...sent}
        onAnother={() => {
          clear()
          setSent(null)
        }}
      />
    )
  return (
    <PublicPage title={w.title(workspaceName)} hint={w.hint}>
      <Form
        record={isWarned ? { ...record, refused: null } : record}
        submitLabel={isWarned ? t.warning.anyway : w.submit}
        isPrivate
      >
        <TextInput label={w.what} maxLength={200} {...form.getInputProps('title')} />
        <Textarea
          label={w.description}
          description={w.descriptionHint}
          autosize
          minRows={4}
          maxLength={10_000}
          {...form.getInputProps('description')}
        />
        <Select
          label={w.type}
          data={optionsOf('submitAnonymousReport.type')}
          allowDeselect={false}
          {...form.getInputProps('type')}
        />
        <Select
          label={w.category}
          data={optionsOf('submitAnonymousReport.category')}
          allowDeselect={false}
          {...form.getInputProps('category')}
        />
        <TextInput
          label={w.when}
          description={w.whenHint}
          type="datetime-local"
          {...form.getInputProps('occurredAt')}
        />
        <TextInput label={w.where} maxLength={200} {...form.getInputProps('place')} />
        <TextInput
          label={w.aircraft}
          description={w.aircraftHint}
          maxLength={20}
          {...form.getInputProps('aircraftRegistration')}
        />
        <FileInput
          label={w.photographs}
          description={w.photographsHint}
          accept={pictureTypes}
          multiple
          clearable
          value={photographs}
          error={photographs.length > mostPhotographs ? w.tooMany : null}
          onChange={(files) => setPhotographs(files.slice(0, mostPhotographs))}
        />
        {isWarned ? (
          <Notice tone="amber" title={t.warning.title}>
            <Stack gap="xs">
              {t.warning.text}
              <Group gap="xs">
                <Button
                  type="submit"
                  variant="default"
                  onClick={() => form.setFieldValue('aircraftRegistration', '')}
                >
                  {t.warning.without}
                </Button>
                <Button variant="subtle" onClick={() => setWarned(false)}>
                  {t.warning.back}
                </Button>
              </Group>
            </Stack>
          </Notice>
        ) : null}
      </Form>
      {form.isDirty() || record.isRestored ? (
        <p className="dim">
          {w.kept}{' '}
          <Anchor component="button" type="button" inherit onClick={clear}>
            {w.clear}
          </Anchor>
        </p>
      ) : null}
      <Anchor component={Link} to="/track" inherit>
        {w.track}
      </Anchor>
    </PublicPage>
  )
}

const sendPhotograph = (token: string, file: File) =>
  // The file name is not sent.
  postAnonymously(
    `/api/v1/sms/public/anonymous-report/photographs/${token}` as '/api/v1/sms/public/anonymous-report/photographs/{token}',
    new Blob([file], { type: file.type }),
  )
