import { UnstyledButton } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { s } from '../strings.ts'
import classes from './CopyId.module.css'
import { IconCheck, IconCopy } from './icons.ts'

/** An ID that is copied when you click it. */
export function CopyId({ id, label = 'ID' }: { id: string; label?: string }) {
  const clipboard = useClipboard({ timeout: 1500 })
  return (
    <UnstyledButton
      className={classes.id}
      onClick={() => clipboard.copy(id)}
      aria-label={`${s.copy(label)} ${id}`}
      title={s.copy(label)}
    >
      <span>{id}</span>
      {clipboard.copied ? <IconCheck size={13} aria-label={s.copied} /> : <IconCopy size={13} aria-hidden />}
    </UnstyledButton>
  )
}
