import { Button } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import { moveLabel } from '#api/move.ts'
import { useCan } from '#api/session.ts'
import type { ImportInFull } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { IconDownload } from '#ui/icons.ts'
import { MoveButtons } from '#ui/MoveButtons.tsx'
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
  const { rows } = data

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
      <MoveButtons
        kind="import"
        record={data}
        isBusy={run.isPending}
        labels={{ run: w.run(rows.good) }}
        reasons={{ run: rows.good === 0 ? w.nothingGood : null }}
        on={{
          run: () => run.mutate(),
          // A file whose rows were never read is read again instead, and without its file nothing runs on.
          resume: data.startedAt !== null && data.fileRemovedAt === null ? () => run.mutate() : null,
          cancel: () => setCancelling(true),
          // The page has fields for it.
          configure: null,
        }}
      />
      {isCancelling ? (
        <ConfirmDialog
          title={w.cancelTitle(data.filename)}
          confirm={moveLabel('import', 'cancel')}
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
