import { Button, type ButtonProps } from '@mantine/core'
import { s } from '../strings.ts'
import { useCopy } from './copy.ts'
import { IconCheck, IconCopy } from './icons.ts'

type Props = Omit<ButtonProps, 'children' | 'leftSection'> & { text: string; label: string }

/** A button that copies a text. */
export function CopyButton({ text, label, ...button }: Props) {
  const { isCopied, isFailed, copy } = useCopy()
  return (
    <Button
      {...button}
      leftSection={isCopied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
      onClick={() => void copy(text)}
      aria-live="polite"
    >
      {isCopied ? s.copied : isFailed ? s.copyFailed : label}
    </Button>
  )
}
