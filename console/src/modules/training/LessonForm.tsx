import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { BodyOf } from '#api/answer.ts'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { usePostOrKeep } from '#api/outbox.ts'
import type { RecordOf } from '#api/record.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Notice } from '#ui/Notice.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo } from '#ui/place.ts'
import { Section } from '#ui/RecordPage.tsx'
import { SegmentedControl } from '#ui/SegmentedControl.ts'
import { showDone, showNextStep } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'
import classes from './training.module.css'

const w = t.form
type Body = BodyOf<'POST', '/api/v1/training/lessons'>
type Revision = RecordOf<'training_revision'>
type Lesson = Revision['stages'][number]['lessons'][number]

const minuteFields = [
  ['dualMinutes', w.dual],
  ['soloMinutes', w.solo],
  ['groundMinutes', w.ground],
  ['simulatorMinutes', w.simulator],
  ['nightMinutes', w.night],
  ['instrumentMinutes', w.instrument],
  ['crossCountryMinutes', w.crossCountry],
] as const
type MinuteField = (typeof minuteFields)[number][0]

const lessonPage = '/training/lessons/:id'
const changes = ['training_lesson', 'training_enrollment']
const today = () => {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}

/** A lesson, recorded with a thumb. Without a signal it waits on this device and is sent by itself. */
export default function LessonForm() {
  const { enrollment = '' } = useSearch({ strict: false }) as { enrollment?: string }
  const [enrollmentId, setEnrollmentId] = useState(enrollment)
  // Each lesson begins with an empty form. The page stays, because without a signal no other one loads.
  const [savedCount, setSavedCount] = useState(0)
  const enrollments = useQuery({
    queryKey: ['training_enrollment', 'to-teach'],
    queryFn: () => get('/api/v1/training/enrollments', { query: { page_size: 100 } }),
  })
  const open = (enrollments.data?.items ?? []).filter(({ endedOn }) => endedOn === null)
  const chosen = open.find(({ id }) => id === enrollmentId)
  return (
    <>
      <PageHeader title={w.title} back={{ to: '/training/lessons', label: t.lessons.title }} />
      <Select
        label={w.enrollment}
        searchable
        data={open.map(({ id, personName, programCode }) => ({
          value: id,
          label: `${personName}, ${programCode}`,
        }))}
        value={enrollmentId || null}
        onChange={(value) => setEnrollmentId(value ?? '')}
      />
      {chosen ? (
        <Recording
          key={`${chosen.id} ${savedCount}`}
          enrollment={chosen}
          onSaved={() => setSavedCount(savedCount + 1)}
        />
      ) : (
        <p className="dim">{w.choose}</p>
      )}
    </>
  )
}

type RecordingProps = { enrollment: RecordOf<'training_enrollment'>; onSaved: () => void }

function Recording({ enrollment, onSaved }: RecordingProps) {
  const revision = useQuery({
    queryKey: ['training_revision', enrollment.revisionId],
    queryFn: () => get('/api/v1/training/revisions/{id}', { path: { id: enrollment.revisionId } }),
  })
  const progress = useQuery({
    queryKey: ['training_enrollment', enrollment.id, 'progress'],
    queryFn: () => get('/api/v1/training/enrollments/{id}/progress', { path: { id: enrollment.id } }),
  })
  if (!revision.data || progress.isLoading) return null
  const next = progress.data?.stages
    .flatMap(({ lessons }) => lessons)
    .find(({ state }) => state === 'next' || state === 'repeat')
  return (
    <LessonFields
      enrollment={enrollment}
      revision={revision.data}
      nextLessonId={next?.id ?? ''}
      onSaved={onSaved}
    />
  )
}

type Values = Record<MinuteField, string> & {
  lessonId: string
  heldOn: string
  result: Body['result']
  debrief: string
  substituteNote: string
  grades: Record<string, string>
}
const initial = (lessonId: string): Values => ({
  ...(Object.fromEntries(minuteFields.map(([name]) => [name, ''])) as Record<MinuteField, string>),
  lessonId,
  heldOn: today(),
  result: 'complete',
  debrief: '',
  substituteNote: '',
  grades: {},
})

function bodyOf(enrollmentId: string, { grades, debrief, substituteNote, ...values }: Values): Body {
  const minutes = minuteFields.flatMap(([name]) =>
    values[name] === '' ? [] : [[name, Number(values[name])]],
  )
  return {
    enrollmentId,
    lessonId: values.lessonId,
    heldOn: values.heldOn,
    result: values.result,
    ...Object.fromEntries(minutes),
    grades: Object.entries(grades).flatMap(([itemId, level]) => (level === '' ? [] : [{ itemId, level }])),
    ...(debrief.trim() ? { debrief } : {}),
    ...(substituteNote.trim() ? { substituteNote } : {}),
  }
}

type FieldsProps = RecordingProps & { revision: Revision; nextLessonId: string }

function LessonFields({ enrollment, revision, nextLessonId, onSaved }: FieldsProps) {
  const go = useGo()
  const postOrKeep = usePostOrKeep()
  const lessons = revision.stages.flatMap((stage) => stage.lessons)
  const draftKey = `lesson.${enrollment.id}`
  const record = useRecordForm<Values, unknown>({
    initial: initial(nextLessonId),
    draft: { key: draftKey },
    send: async (values) => {
      const lesson = lessons.find(({ id }) => id === values.lessonId)
      const label = `${enrollment.personName} ${lesson?.code ?? ''}`
      const saved = await postOrKeep('/api/v1/training/lessons', {
        body: bodyOf(enrollment.id, values),
        label,
        page: lessonPage,
        open: w.open,
        changes,
        form: {
          to: '/training/lessons/new',
          search: { enrollment: enrollment.id },
          draft: { key: draftKey, values },
        },
      })
      if (saved) showNextStep(w.sent(label), w.open, () => void go(lessonPage.replace(':id', saved.id)))
      else showDone(s.outbox.kept)
      return saved
    },
    changes,
    onDone: onSaved,
  })
  const { form } = record
  const lesson = lessons.find(({ id }) => id === form.values.lessonId)
  return (
    <Form record={record} submitLabel={w.submit} onCancel={() => void go('/training/lessons')}>
      <Select
        label={w.lesson}
        searchable
        allowDeselect={false}
        data={lessons.map(({ id, code, title }) => ({ value: id, label: `${code} ${title}` }))}
        {...form.getInputProps('lessonId')}
      />
      <TextInput label={w.date} type="date" {...form.getInputProps('heldOn')} />
      <div className={classes.minutes}>
        {minuteFields.map(([name, label]) => (
          <TextInput
            key={name}
            label={label}
            inputMode="numeric"
            rightSection={<span className="dim">{w.minutes}</span>}
            {...form.getInputProps(name)}
          />
        ))}
      </div>
      <div>
        <p>{w.result}</p>
        <SegmentedControl
          fullWidth
          aria-label={w.result}
          data={optionsOf('training_lesson.result')}
          {...form.getInputProps('result')}
        />
      </div>
      {lesson ? (
        <Grades
          lesson={lesson}
          revision={revision}
          grades={form.values.grades}
          onChange={(grades) => form.setFieldValue('grades', grades)}
        />
      ) : null}
      <Textarea label={w.debrief} autosize minRows={3} {...form.getInputProps('debrief')} />
      <TextInput
        label={w.substitute}
        description={w.substituteHint}
        {...form.getInputProps('substituteNote')}
      />
    </Form>
  )
}

type GradesProps = {
  lesson: Lesson
  revision: Revision
  grades: Record<string, string>
  onChange: (grades: Record<string, string>) => void
}

/** One row of large buttons for each item. */
function Grades({ lesson, revision, grades, onChange }: GradesProps) {
  const levels = revision.gradeScale.levels.toSorted((a, b) => a.order - b.order)
  if (lesson.items.length === 0) return null
  return (
    <Section title={w.grades}>
      {lesson.briefing ? <Notice tone="info">{lesson.briefing}</Notice> : null}
      {lesson.items.map((item) => (
        <div key={item.id} className={classes.grade}>
          <span>
            <strong>{item.code}</strong> {item.title}
          </span>
          <Button.Group className={classes.levels} aria-label={`${w.grades} ${item.code}`}>
            {levels.map(({ code, label }) => (
              <Button
                key={code}
                size="sm"
                variant={grades[item.id] === code ? 'filled' : 'default'}
                aria-pressed={grades[item.id] === code}
                aria-label={`${item.code}: ${label}`}
                onClick={() => onChange({ ...grades, [item.id]: grades[item.id] === code ? '' : code })}
              >
                {label}
              </Button>
            ))}
          </Button.Group>
        </div>
      ))}
    </Section>
  )
}
