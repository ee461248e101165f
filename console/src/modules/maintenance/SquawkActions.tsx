import { useState } from 'react'
import { post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './squawkStrings.ts'

const w = t.page
const changes = ['squawk', 'deferral', 'aircraft']
type Dialog = 'resolve' | 'defer' | 'duplicate' | 'unground' | null

/** The moves that the state of a squawk allows. */
export function SquawkActions({ squawk }: { squawk: RecordOf<'squawk'> }) {
  const [dialog, setDialog] = useState<Dialog>(null)
  const close = () => setDialog(null)
  const path = { id: squawk.id }
  const start = useAction({
    run: () => post('/api/v1/maintenance/squawks/{id}/start', { path }),
    done: w.moved,
    changes,
  })
  const ground = useAction({
    run: () => post('/api/v1/maintenance/squawks/{id}/ground', { path }),
    done: w.moved,
    changes,
  })
  const unground = useAction({
    run: (reason: string) =>
      post('/api/v1/maintenance/squawks/{id}/unground', { path, body: reason ? { reason } : {} }),
    done: w.moved,
    changes,
    quiet: true,
  })
  return (
    <>
      <MoveButtons
        kind="squawk"
        record={squawk}
        isBusy={start.isPending || ground.isPending}
        on={{
          start: () => start.mutate(),
          resolve: () => setDialog('resolve'),
          defer: () => setDialog('defer'),
          ground: squawk.isGrounding ? null : () => ground.mutate(),
          unground: squawk.isGrounding ? () => setDialog('unground') : null,
          duplicate: () => setDialog('duplicate'),
          edit: null,
          // The list of files has a button for it.
          attach: null,
        }}
      />
      {dialog === 'resolve' ? <ResolveDialog id={squawk.id} onClose={close} /> : null}
      {dialog === 'defer' ? <DeferDialog id={squawk.id} onClose={close} /> : null}
      {dialog === 'duplicate' ? (
        <FieldDialog
          write="POST /api/v1/maintenance/squawks/{id}/duplicate"
          path={path}
          title={t.duplicate.title}
          submitLabel={t.duplicate.submit}
          done={w.moved}
          changes={changes}
          fields={[{ name: 'duplicateOfId', label: t.duplicate.of }]}
          onClose={close}
        />
      ) : null}
      {dialog === 'unground' ? (
        <ConfirmDialog
          title={t.unground.title}
          confirm={t.unground.title.replace('?', '')}
          reasonLabel={t.unground.reason}
          onConfirm={(reason) => unground.mutateAsync(reason)}
          onClose={close}
        />
      ) : null}
    </>
  )
}

function ResolveDialog({ id, onClose }: { id: string; onClose: () => void }) {
  return (
    <FieldDialog
      write="POST /api/v1/maintenance/squawks/{id}/resolve"
      path={{ id }}
      title={t.resolve.title}
      submitLabel={t.resolve.submit}
      done={w.resolved}
      changes={changes}
      fields={[
        { name: 'text', label: t.resolve.text },
        { name: 'certificateKind', label: t.resolve.kind },
        { name: 'certificateNumber', label: t.resolve.number },
      ]}
      onClose={onClose}
    />
  )
}

const nothingRequires = {
  requiredForVfrDay: false,
  onEquipmentList: false,
  requiredByRule: false,
  requiredByDirective: false,
  isHazard: false,
}

function DeferDialog({ id, onClose }: { id: string; onClose: () => void }) {
  return (
    <FieldDialog
      write="POST /api/v1/maintenance/squawks/{id}/defer"
      path={{ id }}
      title={t.defer.title}
      submitLabel={t.defer.submit}
      done={w.deferred}
      changes={changes}
      fields={[
        { name: 'route', label: t.defer.route },
        { name: 'category', label: t.defer.category },
        { name: 'melItem', label: t.defer.melItem },
        { name: 'expiresOn', label: t.defer.expiresOn },
        { name: 'placard', label: t.defer.placard },
        { name: 'deactivation', label: t.defer.deactivation },
        { name: 'operationsProcedure', label: t.defer.operations },
        { name: 'answers', label: t.defer.answers, hint: t.defer.unsure, kind: 'checkbox' },
      ]}
      body={({ answers, ...values }) => {
        const filled = Object.fromEntries(
          Object.entries(values).filter(([, value]) => value !== '' && value !== null),
        )
        return { ...filled, ...(answers === true ? { answers: nothingRequires } : {}) } as never
      }}
      onClose={onClose}
    />
  )
}
