import { UnstyledButton } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { s } from '../strings.ts'
import classes from './CopyId.module.css'
import { IconCheck, IconCopy } from './icons.ts'

/** An identifier that is copied by a click on it. */
export function CopyId({ id, what = 'identifier' }: { id: string; what?: string }) {
  const clipboard = useClipboard({ timeout: 1500 })
  return (
    <UnstyledButton
      className={classes.id}
      onClick={() => clipboard.copy(id)}
      aria-label={`${s.copy(what)} ${id}`}
      title={s.copy(what)}
    >
      <span>{id}</span>
      {clipboard.copied ? <IconCheck size={13} aria-label={s.copied} /> : <IconCopy size={13} aria-hidden />}
    </UnstyledButton>
  )
}
