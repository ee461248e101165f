import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, remove } from '#api/client.ts'
import type { OwnSession } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Section } from '#ui/RecordPage.tsx'
import type { Column } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.sessions

const columns: Column<OwnSession>[] = [
  {
    id: 'device',
    header: w.device,
    cell: (session) => (
      <span title={session.user_agent ?? undefined}>
        {session.device}
        {session.current ? <span className="dim"> · {w.current}</span> : null}
      </span>
    ),
    text: (session) => session.device,
  },
  {
    id: 'workspace',
    header: w.workspace,
    cell: (session) => session.organization_name,
    text: (session) => session.organization_name,
    isWide: true,
  },
  {
    id: 'address',
    header: w.address,
    cell: (session) => <span className="mono">{session.address}</span>,
    text: (session) => session.address,
    isWide: true,
  },
  {
    id: 'lastSeen',
    header: w.lastSeen,
    cell: (session) => <Instant at={session.last_seen_at} relative />,
    text: (session) => session.last_seen_at,
  },
  {
    id: 'created',
    header: w.created,
    cell: (session) => <Instant at={session.created_at} />,
    text: (session) => session.created_at,
    isWide: true,
  },
]

export function Sessions() {
  const sessions = useQuery({ queryKey: ['session', 'own'], queryFn: () => get('/api/user/sessions') })
  const [isEndingOthers, setEndingOthers] = useState(false)
  const ending = useAction({
    run: (session: OwnSession) => remove('/api/user/sessions/{id}', { path: { id: session.id } }),
    done: w.ended,
    changes: ['session'],
  })
  const endingOthers = useAction({
    run: () => remove('/api/user/sessions'),
    done: w.othersEnded,
    changes: ['session'],
    quiet: true,
  })
  const hasOthers = (sessions.data?.length ?? 0) > 1

  return (
    <Section
      title={w.title}
      actions={
        <Button variant="default" color="red" disabled={!hasOthers} onClick={() => setEndingOthers(true)}>
          {w.endOthers}
        </Button>
      }
    >
      <p className="dim">{w.hint}</p>
      <DataTable
        id="own-sessions"
        label={w.title}
        columns={columns}
        result={sessions}
        isSearchable={false}
        rowName={(session) => session.device}
        rowActions={(session) =>
          session.current ? null : (
            <Button
              variant="subtle"
              color="red"
              aria-label={w.endOf(session.device)}
              onClick={() => ending.mutate(session)}
            >
              {w.end}
            </Button>
          )
        }
        words={w}
      />
      {isEndingOthers ? (
        <ConfirmDialog
          title={w.endOthersTitle}
          confirm={w.endOthers}
          isDangerous
          onConfirm={() => endingOthers.mutateAsync()}
          onClose={() => setEndingOthers(false)}
        >
          {w.endOthersText}
        </ConfirmDialog>
      ) : null}
    </Section>
  )
}
