import { Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { SafetyReportInFull } from '#api/types.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { Messages } from './Messages.tsx'
import { t } from './strings.ts'

const w = t.mailbox

/** The messages between reporter and safety manager. Reporters also add to their report here. */
export function Mailbox({ report }: { report: SafetyReportInFull }) {
  const can = useCan()
  const handles = can('triageReport')
  const path = { id: report.id }
  const messages = useQuery({
    queryKey: ['safety_report', report.id, 'messages'],
    queryFn: () => get('/api/v1/sms/reports/{id}/messages', { path }),
  })
  const record = useRecordForm({
    initial: { text: '', isInternal: false },
    send: ({ text, isInternal }) =>
      post('/api/v1/sms/reports/{id}/messages', {
        path,
        body: { text: text.trim(), ...(isInternal ? { isInternal } : {}) },
      }),
    changes: ['safety_report'],
    onDone: (): void => record.form.reset(),
  })
  const label = handles ? (record.form.values.isInternal ? w.note : w.textToReporter) : w.add
  return (
    <Section title={w.title}>
      <Loaded query={messages}>
        {(all) => (
          <Messages
            messages={all.map((message) => ({
              ...message,
              author: message.isInternal
                ? `${w.note} · ${message.authorName ?? ''}`
                : message.side === 'reporter'
                  ? w.reporter
                  : (message.authorName ?? w.safety),
            }))}
          />
        )}
      </Loaded>
      {handles || report.isOwn ? (
        <Form record={record} submitLabel={w.send} isPrivate={report.isOwn}>
          <Textarea
            label={label}
            autosize
            minRows={2}
            maxLength={5_000}
            {...record.form.getInputProps('text')}
          />
          {handles ? (
            <Checkbox label={w.internal} {...record.form.getInputProps('isInternal', { type: 'checkbox' })} />
          ) : null}
        </Form>
      ) : null}
    </Section>
  )
}
