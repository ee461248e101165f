import { UnstyledButton } from '@mantine/core'
import { s } from '../strings.ts'
import classes from './CopyId.module.css'
import { useCopy } from './copy.ts'
import { IconCheck, IconCopy } from './icons.ts'

type Props = {
  id: string
  label?: string
  /** Whether only the icon is shown, and the ID when the pointer is on it. */
  isIcon?: boolean
}

/** An ID that is copied when you click it. */
export function CopyId({ id, label = 'ID', isIcon = false }: Props) {
  const { isCopied, isFailed, copy } = useCopy()
  return (
    <UnstyledButton
      className={classes.id}
      onClick={() => void copy(id)}
      aria-label={`${s.copy(label)} ${id}`}
      title={isIcon ? `${s.copy(label)} ${id}` : s.copy(label)}
    >
      {isIcon ? null : <span>{id}</span>}
      {isFailed ? <span role="status">{s.copyFailed}</span> : null}
      {isCopied ? <IconCheck size={13} aria-label={s.copied} /> : <IconCopy size={13} aria-hidden />}
    </UnstyledButton>
  )
}
