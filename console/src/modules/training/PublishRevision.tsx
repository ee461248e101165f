import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { useAction } from '#ui/useAction.ts'
import { ChangeList } from './ChangeList.tsx'
import { editor as w } from './editorStrings.ts'
import { t } from './strings.ts'

type Revision = RecordOf<'training_revision'>

/** Publishes a revision after its differences from the one before have been shown. */
export function PublishRevision({ revision, onClose }: { revision: Revision; onClose: () => void }) {
  const { id, number, programId } = revision
  const revisions = useQuery({
    queryKey: ['training_revision', programId],
    queryFn: () => get('/api/v1/training/programs/{id}/revisions', { path: { id: programId } }),
  })
  const publishing = useAction({
    run: () => post('/api/v1/training/revisions/{id}/publish', { path: { id } }),
    done: t.revision.published,
    changes: ['training_revision', 'training_program'],
  })
  return (
    <ConfirmDialog
      title={w.publishTitle(number)}
      confirm={w.publish}
      onConfirm={() => publishing.mutateAsync()}
      onClose={onClose}
    >
      <Loaded query={revisions}>
        {({ items }) => {
          const before = items.find((other) => other.number === number - 1)
          if (!before) return <p>{w.publishFirst}</p>
          return (
            <>
              <p>{w.publishText}</p>
              <ChangeList before={before} after={revision} />
            </>
          )
        }}
      </Loaded>
    </ConfirmDialog>
  )
}
