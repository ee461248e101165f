import { UnstyledButton } from '@mantine/core'
import { s } from '../strings.ts'
import classes from './CopyId.module.css'
import { useCopy } from './copy.ts'
import { IconCheck, IconCopy } from './icons.ts'

/** An ID that is copied when you click it. */
export function CopyId({ id, label = 'ID' }: { id: string; label?: string }) {
  const { isCopied, isFailed, copy } = useCopy()
  return (
    <UnstyledButton
      className={classes.id}
      onClick={() => void copy(id)}
      aria-label={`${s.copy(label)} ${id}`}
      title={s.copy(label)}
    >
      <span>{id}</span>
      {isFailed ? <span role="status">{s.copyFailed}</span> : null}
      {isCopied ? <IconCheck size={13} aria-label={s.copied} /> : <IconCopy size={13} aria-hidden />}
    </UnstyledButton>
  )
}
