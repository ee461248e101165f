import { ActionIcon, Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCan } from '#api/session.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { IconX } from '#ui/icons.ts'
import { Facts } from '#ui/RecordPage.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { Timeline } from '#ui/Timeline.tsx'
import { s } from '../strings.ts'
import { cardOf } from './faces.ts'
import { type LinkedRecord, recordAt } from './kinds.ts'
import classes from './Peek.module.css'

type Props = { href: string; onClose: () => void }

/** A record beside its list: what it is, its state, its facts and what happened to it. */
export default function PeekPanel({ href, onClose }: Props) {
  const can = useCan()
  const navigate = useNavigate()
  const { pathname } = new URL(href, location.origin)
  const record = recordAt(pathname)
  return (
    <aside className={classes.panel} aria-label={s.peek.title} aria-live="polite">
      <div className={classes.top}>
        <Button
          variant="default"
          onClick={() => void navigate({ to: pathname.replace(/^\/app/, '') as '/' })}
        >
          {s.peek.open}
        </Button>
        <ActionIcon variant="subtle" aria-label={s.close} onClick={onClose}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </div>
      {record && can(record.operation) ? (
        <Peeked key={pathname} record={record} id={pathname.split('/').at(-1) ?? ''} />
      ) : (
        <p className="dim">{s.peek.nothing}</p>
      )}
    </aside>
  )
}

function Peeked({ record, id }: { record: LinkedRecord; id: string }) {
  const { data, error, isError, refetch } = useQuery({ queryKey: record.queryKey, queryFn: record.load })
  if (isError) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Skeleton height={160} />
  const { title, state, facts } = cardOf(record.kind, data)
  return (
    <>
      <h2>
        {title} {state ? <StatusBadge tone={state.tone}>{state.label}</StatusBadge> : null}
      </h2>
      <Facts items={facts.flatMap(([label, value]) => (value ? [[label, value]] : []))} />
      <h3>{s.record.timeline}</h3>
      <Timeline subjectId={id} />
    </>
  )
}
