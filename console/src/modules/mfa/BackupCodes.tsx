import { Button, Modal, Stack } from '@mantine/core'
import { useSession } from '#api/session.ts'
import { CopyButton } from '#ui/CopyButton.tsx'
import { IconDownload } from '#ui/icons.ts'
import { Notice } from '#ui/Notice.tsx'
import { s } from '../../strings.ts'
import classes from './mfa.module.css'
import { t } from './strings.ts'

const w = t.codes

/** Backup codes, shown once. Only its button closes the panel, so that a stray key does not lose them. */
export function BackupCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { user } = useSession()
  const text = codes.join('\n')
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`${w.file(user.email)}\n\n${text}\n`)}`
  return (
    <Modal
      opened
      onClose={() => undefined}
      title={w.title}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="sm">
        <Notice tone="amber">{s.secret.once}</Notice>
        <p className="dim">{w.text}</p>
        <ul className={classes.codes} aria-label={w.title}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <div className={classes.buttons}>
          <CopyButton data-autofocus variant="default" text={text} label={w.copy} />
          <Button
            component="a"
            href={file}
            download="apron-backup-codes.txt"
            variant="default"
            leftSection={<IconDownload size={15} aria-hidden />}
          >
            {w.download}
          </Button>
          <Button ml="auto" onClick={onClose}>
            {w.done}
          </Button>
        </div>
      </Stack>
    </Modal>
  )
}
