import { Button } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { ImportInFull } from '#api/types.ts'
import { ActionButton } from '#ui/ActionButton.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { IconDownload } from '#ui/icons.ts'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.page
const changes = ['import', 'aircraft', 'crew_member', 'flight', 'airport']

/** Runs the good rows, cancels the run, and downloads the bad rows. */
export function ImportActions({ data }: { data: ImportInFull }) {
  const can = useCan()
  const [isCancelling, setCancelling] = useState(false)
  const path = { id: data.id }
  const run = useAction({
    run: () => post('/api/integrations/imports/{id}/run', { path, body: { goodRowsOnly: true } }),
    changes,
  })
  const cancel = useAction({
    run: () => post('/api/integrations/imports/{id}/cancel', { path }),
    done: w.cancelled,
    changes,
    quiet: true,
  })
  const { rows, status } = data
  const isOpen = status === 'ready' || status === 'running' || status === 'analysing' || status === 'failed'
  const isContinued = status === 'failed' && data.startedAt !== null && data.fileRemovedAt === null

  return (
    <>
      {rows.bad > 0 && data.fileRemovedAt === null && can('getImportResult') ? (
        <Button
          component="a"
          href={`/api/integrations/imports/${data.id}/result`}
          download
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          {w.download}
        </Button>
      ) : null}
      {isOpen && can('cancelImport') ? (
        <Button variant="default" onClick={() => setCancelling(true)}>
          {w.cancel}
        </Button>
      ) : null}
      {(status === 'ready' || isContinued) && can('runImport') ? (
        <ActionButton
          reason={rows.good === 0 ? w.nothingGood : null}
          loading={run.isPending}
          onClick={() => run.mutate()}
        >
          {isContinued ? w.runOn : w.run(rows.good)}
        </ActionButton>
      ) : null}
      {isCancelling ? (
        <ConfirmDialog
          title={w.cancelTitle(data.filename)}
          confirm={w.cancel}
          isDangerous
          onConfirm={() => cancel.mutateAsync()}
          onClose={() => setCancelling(false)}
        >
          {w.cancelText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
