import { Button } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import { moveLabel } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Menu } from '#ui/Menu.ts'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { onUse } from '#ui/onUse.tsx'
import { useGo } from '#ui/place.ts'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const MigrateStudent = onUse(async () => (await import('./MigrateStudent.tsx')).MigrateStudent)

const w = t.student
type Enrollment = RecordOf<'training_enrollment'>
type Dialog = 'graduate' | 'suspend' | 'terminate' | 'transfer' | 'migrate' | 'edit'
const changes = ['training_enrollment', 'training_revision', 'vtr']

/** What the state of an enrollment allows. */
export function StudentActions({ enrollment }: { enrollment: Enrollment }) {
  const can = useCan()
  const go = useGo()
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const path = { id: enrollment.id }
  const move = useAction({ run: (act: () => Promise<unknown>) => act(), done: w.moved, changes })
  const issue = useAction({
    run: () => post('/api/v1/training/vtr', { body: { kind: 'transcript', subjectId: enrollment.id } }),
    done: w.issued,
    changes: ['vtr'],
    onDone: (vtr) => go(`/training/records/${vtr.id}`),
  })
  const isOpen = enrollment.endedOn === null
  const file = (name: string) => `/api/v1/training/enrollments/${enrollment.id}/${name}`
  return (
    <>
      {isOpen && can('createLessonRecord') ? (
        <Button variant="default" onClick={() => go('/training/lessons/new', { enrollment: enrollment.id })}>
          {w.record}
        </Button>
      ) : null}
      <MoveButtons
        kind="training_enrollment"
        record={enrollment}
        isBusy={move.isPending}
        hasPrimary={false}
        on={{
          graduate: () => setDialog('graduate'),
          suspend: () => setDialog('suspend'),
          resume: () => move.mutate(() => post('/api/v1/training/enrollments/{id}/resume', { path })),
          migrate: () => setDialog('migrate'),
          transfer: () => setDialog('transfer'),
          terminate: () => setDialog('terminate'),
          edit: () => setDialog('edit'),
        }}
      >
        <Menu.Item component="a" href={file('log.pdf')} download>
          {w.log}
        </Menu.Item>
        {enrollment.status === 'graduated' ? (
          <Menu.Item component="a" href={file('certificate.pdf')} download>
            {w.certificate}
          </Menu.Item>
        ) : null}
        {can('createVtr') ? <Menu.Item onClick={() => issue.mutate()}>{w.issue}</Menu.Item> : null}
      </MoveButtons>
      <OpenDialog
        enrollment={enrollment}
        dialog={dialog}
        act={(run) => move.mutateAsync(run)}
        onClose={() => setDialog(null)}
      />
    </>
  )
}

type DialogProps = {
  enrollment: Enrollment
  dialog: Dialog | null
  act: (run: () => Promise<unknown>) => Promise<unknown>
  onClose: () => void
}

function OpenDialog({ enrollment, dialog, act, onClose }: DialogProps) {
  const path = { id: enrollment.id }
  const name = enrollment.personName
  if (dialog === null) return null
  if (dialog === 'graduate')
    return (
      <ConfirmDialog
        title={w.graduateTitle(name)}
        confirm={moveLabel('training_enrollment', 'graduate')}
        onConfirm={() => act(() => post('/api/v1/training/enrollments/{id}/graduate', { path, body: {} }))}
        onClose={onClose}
      >
        {w.graduateText}
      </ConfirmDialog>
    )
  if (dialog === 'migrate') return <MigrateStudent enrollment={enrollment} onClose={onClose} />
  if (dialog === 'edit') return <EditDialog enrollment={enrollment} onClose={onClose} />
  const titles = { suspend: w.suspendTitle, terminate: w.terminateTitle, transfer: w.transferTitle }
  return (
    <ConfirmDialog
      title={titles[dialog](name)}
      confirm={moveLabel('training_enrollment', dialog)}
      isDangerous={dialog !== 'suspend'}
      reasonLabel={w.reason}
      onConfirm={(reason) =>
        act(() => post(`/api/v1/training/enrollments/{id}/${dialog}`, { path, body: { reason } }))
      }
      onClose={onClose}
    >
      {dialog === 'suspend' ? w.suspendText : w.endText}
    </ConfirmDialog>
  )
}

function EditDialog({ enrollment, onClose }: { enrollment: Enrollment; onClose: () => void }) {
  const path = { id: enrollment.id }
  return (
    <FieldDialog
      write="PATCH /api/v1/training/enrollments/{id}"
      path={path}
      record={enrollment}
      title={w.editTitle}
      submitLabel={w.save}
      done={w.saved}
      changes={changes}
      fields={[
        { name: 'primaryInstructorId', label: t.enrollments.instructor },
        { name: 'chiefInstructorId', label: t.enrollments.chief },
        { name: 'targetOn', label: t.enrollments.target },
      ]}
      onClose={onClose}
    />
  )
}
