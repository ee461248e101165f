import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post, remove } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { moveLabel } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { useSession } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { lessonStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.lesson
type Lesson = RecordOf<'training_lesson'>
type Dialog = 'dispute' | 'resolve' | 'amend' | 'delete' | 'edit'
const changes = ['training_lesson', 'training_enrollment']

export default function LessonPage() {
  const id = useParam('id')
  const lesson = useQuery({
    queryKey: ['training_lesson', id],
    queryFn: () => get('/api/v1/training/lessons/{id}', { path: { id } }),
  })
  return <Loaded query={lesson}>{(data) => <LessonRecord lesson={data} />}</Loaded>
}

const minuteLabels = {
  dualMinutes: t.form.dual,
  soloMinutes: t.form.solo,
  groundMinutes: t.form.ground,
  simulatorMinutes: t.form.simulator,
  nightMinutes: t.form.night,
  instrumentMinutes: t.form.instrument,
  crossCountryMinutes: t.form.crossCountry,
} as const

function LessonRecord({ lesson }: { lesson: Lesson }) {
  const minutes = (Object.keys(minuteLabels) as (keyof typeof minuteLabels)[])
    .filter((name) => lesson[name] > 0)
    .map((name) => `${minuteLabels[name]} ${lesson[name]} min`)
  const link = (id: string | null) => (id ? <AppLink to={`/training/lessons/${id}`}>{id}</AppLink> : null)
  return (
    <RecordPage
      title={`${lesson.lessonCode} ${lesson.lessonTitle}`}
      id={lesson.id}
      badge={<StateBadge of={lessonStates} state={lesson.status} />}
      back={{ to: '/training/lessons', label: w.back }}
      actions={<LessonActions lesson={lesson} />}
    >
      <Facts
        title={w.facts}
        items={[
          [
            t.lessons.person,
            <AppLink
              key="student"
              to={`/training/enrollments/${lesson.enrollmentId}`}
            >{`${lesson.personName}, ${lesson.programCode}`}</AppLink>,
          ],
          [t.lessons.date, formatDate(lesson.heldOn)],
          [t.lessons.instructor, lesson.instructorName],
          [t.lessons.result, labelOf('training_lesson.result', lesson.result)],
          [w.minutes, minutes.join(' · ')],
          [w.debrief, lesson.debrief],
          [w.comment, lesson.studentComment],
          ...(lesson.disputeReason ? [[w.dispute, lesson.disputeReason] as [string, string]] : []),
          ...(lesson.resolution ? [[w.resolution, lesson.resolution] as [string, string]] : []),
          ...(lesson.amendsId ? [[w.amends, link(lesson.amendsId)] as [string, React.ReactNode]] : []),
          ...(lesson.amendReason ? [[w.reason, lesson.amendReason] as [string, string]] : []),
          ...(lesson.amendedById
            ? [[w.amendedBy, link(lesson.amendedById)] as [string, React.ReactNode]]
            : []),
        ]}
      />
      <Grades lesson={lesson} />
      <Section title={w.signatures}>
        <PlainTable
          label={w.signatures}
          rows={lesson.signatures}
          rowKey={({ id }) => id}
          empty={w.noSignatures}
          row={({ role, name, signedAt, statement, voidedAt }) => (
            <>
              <td>
                {name}
                <div className="dim">{labelOf('training_lesson.signatures.role', role)}</div>
              </td>
              <td>
                {statement}
                {voidedAt ? <strong> ({w.voided})</strong> : null}
              </td>
              <td>
                <Instant at={signedAt} />
              </td>
            </>
          )}
        />
      </Section>
    </RecordPage>
  )
}

function Grades({ lesson }: { lesson: Lesson }) {
  const enrollment = useQuery({
    queryKey: ['training_enrollment', lesson.enrollmentId],
    queryFn: () => get('/api/v1/training/enrollments/{id}', { path: { id: lesson.enrollmentId } }),
  })
  const revisionId = enrollment.data?.revisionId
  const revision = useQuery({
    queryKey: ['training_revision', revisionId],
    queryFn: () => get('/api/v1/training/revisions/{id}', { path: { id: revisionId ?? '' } }),
    enabled: Boolean(revisionId),
  })
  const items = (revision.data?.stages ?? []).flatMap(({ lessons }) => lessons.flatMap(({ items }) => items))
  const nameOf = (itemId: string) => items.find(({ id }) => id === itemId)
  const levels = revision.data?.gradeScale.levels ?? []
  const levelOf = (level: string) => levels.find(({ code }) => code === level)?.label ?? level
  return (
    <Section title={w.grades}>
      <PlainTable
        label={w.grades}
        rows={lesson.grades}
        rowKey={({ itemId }) => itemId}
        empty={w.noGrades}
        row={({ itemId, level, note }) => (
          <>
            <td>
              <strong>{nameOf(itemId)?.code}</strong> {nameOf(itemId)?.title}
              <div className="dim">{note}</div>
            </td>
            <td>{levelOf(level)}</td>
          </>
        )}
      />
    </Section>
  )
}

function LessonActions({ lesson }: { lesson: Lesson }) {
  const { crewId } = useSession()
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const path = { id: lesson.id }
  const sign = useAction({
    run: () => post('/api/v1/training/lessons/{id}/sign', { path }),
    done: w.signed,
    changes,
  })
  const acknowledge = useAction({
    run: () => post('/api/v1/training/lessons/{id}/acknowledge', { path, body: {} }),
    done: w.acknowledged,
    changes,
  })
  const isStudent = crewId === lesson.crewId
  return (
    <>
      <MoveButtons
        kind="training_lesson"
        record={lesson}
        isBusy={sign.isPending || acknowledge.isPending}
        on={{
          sign: isStudent ? null : () => sign.mutate(),
          acknowledge: isStudent ? () => acknowledge.mutate() : null,
          dispute: isStudent ? () => setDialog('dispute') : null,
          resolve: isStudent ? null : () => setDialog('resolve'),
          amend: isStudent ? null : () => setDialog('amend'),
          edit: isStudent ? null : () => setDialog('edit'),
          delete: isStudent ? null : () => setDialog('delete'),
        }}
      />
      <OpenDialog lesson={lesson} dialog={dialog} onClose={() => setDialog(null)} />
    </>
  )
}

function OpenDialog({
  lesson,
  dialog,
  onClose,
}: {
  lesson: Lesson
  dialog: Dialog | null
  onClose: () => void
}) {
  const go = useGo()
  const path = { id: lesson.id }
  const act = useAction({
    run: (run: () => Promise<unknown>) => run(),
    done: w.updated,
    changes,
    quiet: true,
  })
  const ask = (
    title: string,
    text: string,
    reasonLabel: string,
    run: (reason: string) => Promise<unknown>,
  ) => (
    <ConfirmDialog
      title={title}
      confirm={moveLabel('training_lesson', dialog === 'edit' || dialog === null ? 'edit' : dialog)}
      reasonLabel={reasonLabel}
      onConfirm={(reason) => act.mutateAsync(() => run(reason))}
      onClose={onClose}
    >
      {text}
    </ConfirmDialog>
  )
  if (dialog === null) return null
  if (dialog === 'dispute')
    return ask(w.disputeTitle, w.disputeText, w.dispute, (reason) =>
      post('/api/v1/training/lessons/{id}/dispute', { path, body: { reason } }),
    )
  if (dialog === 'resolve')
    return ask(w.resolveTitle, w.resolveText, w.decision, (resolution) =>
      post('/api/v1/training/lessons/{id}/resolve', { path, body: { resolution } }),
    )
  if (dialog === 'amend')
    return ask(w.amendTitle, w.amendText, w.reason, async (reason) => {
      const draft = await post('/api/v1/training/lessons/{id}/amend', { path, body: { reason } })
      void go(`/training/lessons/${draft.id}`)
    })
  if (dialog === 'delete')
    return (
      <ConfirmDialog
        title={w.deleteTitle}
        confirm={moveLabel('training_lesson', 'delete')}
        isDangerous
        onConfirm={async () => {
          await remove('/api/v1/training/lessons/{id}', { path })
          void go('/training/lessons')
        }}
        onClose={onClose}
      >
        {`${lesson.lessonCode}, ${lesson.personName}`}
      </ConfirmDialog>
    )
  return (
    <FieldDialog
      write="PATCH /api/v1/training/lessons/{id}"
      path={path}
      record={lesson}
      title={w.editTitle}
      submitLabel={w.save}
      done={w.updated}
      changes={changes}
      fields={[
        { name: 'heldOn', label: t.lessons.date },
        { name: 'result', label: t.lessons.result },
        { name: 'dualMinutes', label: t.form.dual },
        { name: 'soloMinutes', label: t.form.solo },
        { name: 'groundMinutes', label: t.form.ground },
        { name: 'simulatorMinutes', label: t.form.simulator },
        { name: 'nightMinutes', label: t.form.night },
        { name: 'instrumentMinutes', label: t.form.instrument },
        { name: 'crossCountryMinutes', label: t.form.crossCountry },
        { name: 'debrief', label: w.debrief },
      ]}
      onClose={onClose}
    />
  )
}
