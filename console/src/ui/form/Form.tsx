import { Button, Group } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { useSlug } from '#ui/place.ts'
import { s } from '../../strings.ts'
import { CopyId } from '../CopyId.tsx'
import { Notice } from '../Notice.tsx'
import { useCloseGuard } from './closeGuard.ts'
import classes from './form.module.css'
import { LeaveGuard } from './LeaveGuard.tsx'

type Props = {
  record: {
    submit: (event?: FormEvent<HTMLFormElement>) => void
    refused: { message: string; others: string[]; requestId: string | null; isStale: boolean } | null
    isSending: boolean
    isRestored: boolean
    discardDraft: () => void
    hasUnsaved: () => boolean
    isLostWithTab: () => boolean
  }
  /** Verb and noun. */
  submitLabel: string
  onCancel?: () => void
  children: ReactNode
  onSubmitClick?: () => void
  /** A second submit button, shown first. */
  more?: ReactNode
  /** For a sender who may want to stay unknown: the browser keeps nothing of it, so leaving always asks. */
  isPrivate?: boolean
}

/** A form in one column: fields, then the refusal, then the buttons. */
export function Form({
  record,
  submitLabel,
  onCancel,
  children,
  more,
  onSubmitClick,
  isPrivate = false,
}: Props) {
  const { refused } = record
  useCloseGuard(record.hasUnsaved)
  // Before sign-in, leaving loses little, so don't ask.
  const isInWorkspace = useSlug() !== ''
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={record.submit}
      autoComplete={isPrivate ? 'off' : undefined}
    >
      {isInWorkspace || isPrivate ? (
        <LeaveGuard hasUnsaved={record.hasUnsaved} isLostWithTab={record.isLostWithTab} />
      ) : null}
      {record.isRestored ? (
        <Notice tone="info">
          {s.form.draft}{' '}
          <button type="button" className={classes.plain} onClick={record.discardDraft}>
            {s.form.discardDraft}
          </button>
        </Notice>
      ) : null}
      {children}
      {refused ? (
        <Notice tone="red" title={refused.message}>
          {refused.isStale ? <p>{s.form.stale}</p> : null}
          {refused.others.length > 0 ? (
            <ul>
              {refused.others.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          ) : null}
          {refused.requestId ? <CopyId id={refused.requestId} label={s.error.requestId} /> : null}
        </Notice>
      ) : null}
      <Group gap="xs" justify="flex-end" className={classes.buttons}>
        {onCancel ? (
          <Button size="sm" variant="default" onClick={onCancel}>
            {s.form.cancel}
          </Button>
        ) : null}
        <Button
          size="sm"
          type="submit"
          variant={more ? 'default' : undefined}
          loading={record.isSending}
          onClick={onSubmitClick}
        >
          {submitLabel}
        </Button>
        {more}
      </Group>
    </form>
  )
}
