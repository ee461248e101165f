import { useState } from 'react'
import { get } from '#api/client.ts'
import type { Mail } from '#api/types.ts'
import { Drawer } from '#ui/Drawer.ts'
import { Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { Facts } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { mailStates } from './kind.ts'
import classes from './Mails.module.css'
import { t } from './strings.ts'

const columns: Column<Mail>[] = [
  { id: 'subject', header: t.subject, cell: (mail) => mail.subject, text: (mail) => mail.subject },
  { id: 'to', header: t.to, cell: (mail) => mail.to, text: (mail) => mail.to },
  {
    id: 'status',
    header: t.status,
    cell: (mail) => <StateBadge of={mailStates} state={mail.status} />,
    text: (mail) => mail.status,
  },
  {
    id: 'created',
    header: t.created,
    cell: (mail) => <Instant at={mail.createdAt} />,
    text: (mail) => mail.createdAt,
    isWide: true,
  },
]

export default function Mails() {
  const [open, setOpen] = useState<Mail | null>(null)
  return (
    <>
      <RecordList
        id="mails"
        subject="mail"
        words={t}
        columns={columns}
        load={(query) => get('/api/system/mails', { query })}
        rowName={(mail) => mail.subject}
        onOpen={setOpen}
      />
      {open ? (
        <Drawer
          opened
          onClose={() => setOpen(null)}
          position="right"
          size="lg"
          title={open.subject}
          closeButtonProps={{ 'aria-label': t.close }}
        >
          <Facts
            items={[
              [t.to, open.to],
              [t.status, <StateBadge key="status" of={mailStates} state={open.status} />],
              [t.created, <Instant key="at" at={open.createdAt} />],
            ]}
          />
          <h3 style={{ margin: '16px 0 8px' }}>{t.text}</h3>
          <MailText text={open.text} />
        </Drawer>
      ) : null}
    </>
  )
}

/** The text of an email, with its URLs as links. */
function MailText({ text }: { text: string }) {
  const parts = text.split(/(https?:\/\/[^\s<>"]+)/)
  return (
    <pre className={classes.text} tabIndex={0}>
      {parts.map((part, at) =>
        /^https?:\/\//.test(part) ? (
          <a key={`${at}${part}`} href={part}>
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </pre>
  )
}
