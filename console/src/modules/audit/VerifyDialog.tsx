import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { useSession } from '#api/session.ts'
import { CopyButton } from '#ui/CopyButton.tsx'
import { CopyId } from '#ui/CopyId.tsx'
import { IconDownload } from '#ui/icons.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { onProvenDownload } from '#ui/provenDownload.ts'
import { s } from '../../strings.ts'
import classes from './audit.module.css'
import { t } from './strings.ts'

const w = t.verify

/** Explains how to verify an export, with the command and the key. */
export function VerifyDialog({ onClose }: { onClose: () => void }) {
  const { workspace } = useSession()
  const keys = useQuery({ queryKey: ['audit_keys'], queryFn: () => get('/api/v1/audit-keys') })
  return (
    <Modal opened onClose={onClose} size="lg" title={w.title} closeButtonProps={{ 'aria-label': s.close }}>
      <Stack gap="sm" fz="sm">
        <p>{w.intro}</p>
        <ol className={classes.steps}>
          {w.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <Loaded query={keys}>
          {(data) => {
            const [current] = data
            const command = `npm run apron -- verify-audit audit-log-${workspace.slug}.ndjson${data.map(({ publicKey }) => ` --key ${publicKey}`).join('')}`
            return (
              <>
                <code className={classes.command}>{command}</code>
                <CopyButton
                  variant="default"
                  className={classes.copy}
                  text={command}
                  label={s.copy('command')}
                />
                <p>
                  <strong>{w.key}</strong> <CopyId id={current?.publicKey ?? ''} label="public key" />
                </p>
                <p className="dim">{w.keyHint}</p>
                {data.slice(1).map(({ publicKey }) => (
                  <p key={publicKey}>
                    {w.older} <CopyId id={publicKey} label="public key" />
                  </p>
                ))}
              </>
            )
          }}
        </Loaded>
        <Group justify="flex-end">
          <Button
            component="a"
            href="/api/v1/admin/audit-log/export?format=ndjson"
            download
            onClick={onProvenDownload}
            leftSection={<IconDownload size={15} aria-hidden />}
          >
            {w.exportWhole}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
