import { Anchor, Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Answer } from '#api/answer.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Instant } from '#ui/Instant.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { Facts } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { postAnonymously } from './anonymousRequest.ts'
import { reportStates } from './kind.ts'
import { Messages } from './Messages.tsx'
import { t } from './publicStrings.ts'
import { takeTrackingCode } from './trackingCode.ts'

const w = t.track
type Followed = Answer<'POST', '/api/v1/sms/public/reports/follow'>

/** A report as its anonymous reporter sees it, with only the tracking code. */
export default function TrackReport() {
  const [code] = useState(takeTrackingCode)
  const [followed, setFollowed] = useState<{ report: Followed; trackingCode: string } | null>(null)
  const record = useRecordForm({
    initial: { trackingCode: code },
    send: async ({ trackingCode }) => {
      const report = await postAnonymously('/api/v1/sms/public/reports/follow', {
        trackingCode: trackingCode.trim(),
      })
      setFollowed({ report, trackingCode: trackingCode.trim() })
    },
  })
  const isOpened = useRef(code === '')
  useEffect(() => {
    if (isOpened.current) return
    isOpened.current = true
    record.submit()
  }, [record])
  if (followed)
    return (
      <Report
        {...followed}
        onChange={(report) => setFollowed({ ...followed, report })}
        onOther={() => {
          setFollowed(null)
          record.form.setValues({ trackingCode: '' })
        }}
      />
    )
  return (
    <PublicPage title={w.title} hint={w.hint}>
      <Form record={record} submitLabel={w.submit} isPrivate>
        <TextInput
          label={w.code}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          {...record.form.getInputProps('trackingCode')}
        />
      </Form>
    </PublicPage>
  )
}

function Report({
  report,
  trackingCode,
  onChange,
  onOther,
}: {
  report: Followed
  trackingCode: string
  onChange: (report: Followed) => void
  onOther: () => void
}) {
  const record = useRecordForm({
    initial: { text: '' },
    send: async ({ text }) => {
      onChange(
        await postAnonymously('/api/v1/sms/public/reports/messages', { trackingCode, text: text.trim() }),
      )
      record.form.reset()
    },
  })
  return (
    <PublicPage
      title={report.title}
      documentTitle={w.title}
      hint={`${report.code} · ${report.workspaceName}`}
    >
      <Facts
        items={[
          [w.status, <StateBadge key="status" of={reportStates} state={report.status} />],
          [w.received, <Instant key="received" at={report.receivedAt} />],
          [w.photographs, String(report.photographs)],
        ]}
      />
      {report.outcome ? (
        <Notice tone="green" title={w.outcome}>
          {report.outcome}
        </Notice>
      ) : null}
      <h2>{w.messages}</h2>
      <Messages
        messages={report.messages.map((message, index) => ({
          ...message,
          id: String(index),
          author: message.side === 'reporter' ? w.you : w.safety,
        }))}
      />
      <Form record={record} submitLabel={w.send} isPrivate>
        <Textarea
          label={w.write}
          autosize
          minRows={2}
          maxLength={5_000}
          {...record.form.getInputProps('text')}
        />
      </Form>
      <Anchor component="button" type="button" inherit ta="left" onClick={onOther}>
        {w.other}
      </Anchor>
    </PublicPage>
  )
}
