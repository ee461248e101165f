import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { useAction } from '#ui/useAction.ts'
import { editor as w } from './editorStrings.ts'
import { t } from './strings.ts'

type Enrollment = RecordOf<'training_enrollment'>
type Named = { code: string; title: string }

/** Moves a student to another revision, after what follows and what is new or lost has been shown. */
export function MigrateStudent({ enrollment, onClose }: { enrollment: Enrollment; onClose: () => void }) {
  const [revisionId, setRevisionId] = useState<string | null>(null)
  const path = { id: enrollment.id }
  const revisions = useQuery({
    queryKey: ['training_revision', enrollment.programId],
    queryFn: () => get('/api/v1/training/programs/{id}/revisions', { path: { id: enrollment.programId } }),
  })
  const targets = (revisions.data?.items ?? []).filter(
    ({ id, status }) => id !== enrollment.revisionId && (status === 'published' || status === 'frozen'),
  )
  const migrating = useAction({
    run: async () => {
      if (!revisionId) throw new Error(w.chooseFirst)
      return post('/api/v1/training/enrollments/{id}/migrate', { path, body: { revisionId } })
    },
    done: w.migrated,
    changes: ['training_enrollment', 'training_revision', 'training_signoff'],
  })
  return (
    <ConfirmDialog
      title={w.migrateTitle(enrollment.personName)}
      confirm={w.migrate}
      onConfirm={() => migrating.mutateAsync()}
      onClose={onClose}
    >
      {revisions.isSuccess && targets.length === 0 ? (
        <Notice tone="amber">{w.noTarget}</Notice>
      ) : (
        <Select
          label={w.target}
          description={w.targetHint}
          data={targets.map(({ id, number }) => ({
            value: id,
            label: t.revision.title(enrollment.programCode, number),
          }))}
          value={revisionId}
          onChange={setRevisionId}
        />
      )}
      {revisionId ? <Mapping enrollmentId={enrollment.id} revisionId={revisionId} /> : null}
    </ConfirmDialog>
  )
}

/** A dry run of the migration: the server says what fits, and nothing changes. */
function Mapping({ enrollmentId, revisionId }: { enrollmentId: string; revisionId: string }) {
  const mapping = useQuery({
    queryKey: ['training_enrollment', enrollmentId, 'mapping', revisionId],
    queryFn: () =>
      post('/api/v1/training/enrollments/{id}/migrate', {
        path: { id: enrollmentId },
        query: { dry_run: true },
        body: { revisionId },
      }),
  })
  return (
    <Loaded query={mapping}>
      {({ mapping: { items, removed, added } }) => (
        <>
          <p>{w.follow(items.length)}</p>
          <NameList title={w.removedItems} names={removed} />
          <NameList title={w.addedItems} names={added} />
        </>
      )}
    </Loaded>
  )
}

function NameList({ title, names }: { title: string; names: Named[] }) {
  if (names.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {names.map(({ code, title: name }) => (
          <li key={code}>
            {code} {name}
          </li>
        ))}
      </ul>
    </>
  )
}
