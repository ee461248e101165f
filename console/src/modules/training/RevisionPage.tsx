import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { Notice } from '#ui/Notice.tsx'
import { onUse } from '#ui/onUse.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { ChangeList } from './ChangeList.tsx'
import { EnrollDialog } from './EnrollmentList.tsx'
import { editor } from './editorStrings.ts'
import { revisionStates } from './kind.ts'
import { t } from './strings.ts'

const SyllabusEditor = onUse(async () => (await import('./SyllabusEditor.tsx')).SyllabusEditor)
const PublishRevision = onUse(async () => (await import('./PublishRevision.tsx')).PublishRevision)

const w = t.revision
type Revision = RecordOf<'training_revision'>
type Lesson = Revision['stages'][number]['lessons'][number]

export default function RevisionPage() {
  const id = useParam('id')
  const revision = useQuery({
    queryKey: ['training_revision', id],
    queryFn: () => get('/api/v1/training/revisions/{id}', { path: { id } }),
  })
  return <Loaded query={revision}>{(data) => <RevisionRecord revision={data} />}</Loaded>
}

function RevisionRecord({ revision }: { revision: Revision }) {
  const { gradeScale, minimums } = revision
  return (
    <RecordPage
      title={w.title(revision.programCode, revision.number)}
      id={revision.id}
      badge={<StateBadge of={revisionStates} state={revision.status} />}
      back={{ to: `/training/programs/${revision.programId}`, label: w.back }}
      actions={<Actions revision={revision} />}
    >
      <Facts
        title={w.facts}
        items={[
          [w.effective, revision.effectiveOn && formatDate(revision.effectiveOn)],
          [w.approval, revision.approvalReference],
          [w.enrolled, revision.enrolledCount],
          [w.scale, gradeScale.levels.map(({ code, label }) => `${code} ${label}`).join(' · ')],
          [
            w.minimums,
            minimums
              .map(
                ({ kind, minutes }) => `${labelOf('training_revision.minimums.kind', kind)} ${minutes} min`,
              )
              .join(' · '),
          ],
          [w.note, revision.changeNote],
        ]}
      />
      <Syllabus revision={revision} />
      {revision.number > 1 ? <Changes revision={revision} /> : null}
    </RecordPage>
  )
}

function Actions({ revision }: { revision: Revision }) {
  const can = useCan()
  const [dialog, setDialog] = useState<'enroll' | 'publish' | null>(null)
  const retire = useAction({
    run: () => post('/api/v1/training/revisions/{id}/retire', { path: { id: revision.id } }),
    done: w.published,
    changes: ['training_revision', 'training_program'],
  })
  const canEnroll = revision.status === 'published' || revision.status === 'frozen'
  return (
    <>
      <Button
        variant="default"
        component="a"
        download
        href={`/api/v1/training/revisions/${revision.id}/syllabus.json`}
      >
        {w.export}
      </Button>
      {canEnroll && can('createTrainingEnrollment') ? (
        <Button variant="default" onClick={() => setDialog('enroll')}>
          {t.enrollments.create}
        </Button>
      ) : null}
      <MoveButtons
        kind="training_revision"
        record={revision}
        isBusy={retire.isPending}
        on={{ publish: () => setDialog('publish'), retire: () => retire.mutate() }}
      />
      {dialog === 'enroll' ? <EnrollDialog revisionId={revision.id} onClose={() => setDialog(null)} /> : null}
      {dialog === 'publish' ? <PublishRevision revision={revision} onClose={() => setDialog(null)} /> : null}
    </>
  )
}

/** A draft can be edited as an outline. What students are enrolled in is only read, and a new revision copies it. */
function Syllabus({ revision }: { revision: Revision }) {
  const can = useCan()
  const [isEditing, setEditing] = useState(false)
  if (isEditing) return <SyllabusEditor revision={revision} onClose={() => setEditing(false)} />
  return (
    <>
      {revision.status === 'draft' && can('updateTrainingRevision') ? (
        <Button variant="default" onClick={() => setEditing(true)}>
          {editor.edit}
        </Button>
      ) : null}
      {revision.status === 'frozen' || revision.status === 'retired' ? (
        <Notice tone="info">
          {editor[revision.status]}{' '}
          {can('createTrainingRevision') ? <NewRevision programId={revision.programId} /> : null}
        </Notice>
      ) : null}
      <Outline revision={revision} />
    </>
  )
}

function NewRevision({ programId }: { programId: string }) {
  const go = useGo()
  const create = useAction({
    run: () => post('/api/v1/training/programs/{id}/revisions', { path: { id: programId }, body: {} }),
    done: editor.newRevisionDone,
    changes: ['training_revision', 'training_program'],
    onDone: ({ id }) => go(`/training/revisions/${id}`),
  })
  return (
    <Button size="compact-sm" variant="default" loading={create.isPending} onClick={() => create.mutate()}>
      {editor.newRevision}
    </Button>
  )
}

function Outline({ revision }: { revision: Revision }) {
  const can = useCan()
  const [editing, setEditing] = useState<Lesson | null>(null)
  const isOpen = revision.status === 'draft' || revision.status === 'published'
  if (revision.stages.length === 0) return <p className="dim">{w.empty}</p>
  return (
    <>
      {revision.stages.map((stage) => (
        <Section
          key={stage.id}
          title={w.stage(stage.position, stage.title)}
          actions={stage.needsStageCheck ? <span className="dim">{w.check}</span> : null}
        >
          <PlainTable
            label={stage.title}
            rows={stage.lessons}
            rowKey={({ id }) => id}
            row={(lesson) => (
              <>
                <td>
                  <strong>{lesson.code}</strong> {lesson.title}
                  <div className="dim">
                    {lesson.items
                      .map((item) => (item.isRequired ? item.title : `${item.title} (${w.optional})`))
                      .join(', ')}
                  </div>
                </td>
                <td>
                  {labelOf('training_revision.stages.lessons.kind', lesson.kind)}
                  <div className="dim">{lesson.plannedMinutes} min</div>
                </td>
                <td>
                  {isOpen && can('updateTrainingLesson') ? (
                    <Button
                      size="compact-xs"
                      variant="light"
                      aria-label={`${w.editLesson} ${lesson.code}`}
                      onClick={() => setEditing(lesson)}
                    >
                      {w.editLesson}
                    </Button>
                  ) : null}
                </td>
              </>
            )}
          />
        </Section>
      ))}
      {editing ? (
        <FieldDialog
          write="PATCH /api/v1/training/revisions/{id}/lessons/{lessonId}"
          path={{ id: revision.id, lessonId: editing.id }}
          record={editing}
          title={w.editLesson}
          submitLabel={w.save}
          done={w.saved}
          changes={['training_revision']}
          fields={[
            { name: 'code', label: w.code },
            { name: 'title', label: w.name },
            { name: 'kind', label: w.kind },
            { name: 'plannedMinutes', label: w.planned },
            { name: 'isSolo', label: w.solo },
            { name: 'briefing', label: w.briefing },
          ]}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </>
  )
}

/** What differs from the revision before. */
function Changes({ revision }: { revision: Revision }) {
  const revisions = useQuery({
    queryKey: ['training_revision', revision.programId],
    queryFn: () => get('/api/v1/training/programs/{id}/revisions', { path: { id: revision.programId } }),
  })
  return (
    <Section title={w.changes}>
      <Loaded query={revisions}>
        {({ items }) => {
          const before = items.find(({ number }) => number === revision.number - 1)
          return before ? <ChangeList before={before} after={revision} /> : null
        }}
      </Loaded>
      <AppLink to={`/training/programs/${revision.programId}`}>{t.programs.revisions}</AppLink>
    </Section>
  )
}
