import { useQuery } from '@tanstack/react-query'
import type { Answer } from '#api/answer.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Progress } from '#ui/Progress.ts'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { enrollmentStates, lessonStates, vtrStates } from './kind.ts'
import { Signoffs, StageCheckButton } from './Signoffs.tsx'
import { StudentActions } from './StudentActions.tsx'
import { StudentItems } from './StudentItems.tsx'
import { Experience, Missing } from './StudentMissing.tsx'
import { t } from './strings.ts'
import classes from './training.module.css'

const w = t.student
type Enrollment = RecordOf<'training_enrollment'>
type ProgressForm = Answer<'GET', '/api/v1/training/enrollments/{id}/progress'>

export default function StudentPage() {
  const id = useParam('id')
  const enrollment = useQuery({
    queryKey: ['training_enrollment', id],
    queryFn: () => get('/api/v1/training/enrollments/{id}', { path: { id } }),
  })
  return <Loaded query={enrollment}>{(data) => <Student enrollment={data} />}</Loaded>
}

function Student({ enrollment }: { enrollment: Enrollment }) {
  const progress = useQuery({
    queryKey: ['training_enrollment', enrollment.id, 'progress'],
    queryFn: () => get('/api/v1/training/enrollments/{id}/progress', { path: { id: enrollment.id } }),
  })
  return (
    <RecordPage
      title={`${enrollment.personName}, ${enrollment.programTitle}`}
      id={enrollment.id}
      badge={<StateBadge of={enrollmentStates} state={enrollment.status} />}
      back={{ to: '/training/enrollments', label: w.back }}
      actions={<StudentActions enrollment={enrollment} />}
    >
      <Loaded query={progress}>{(data) => <ProgressParts progress={data} enrollment={enrollment} />}</Loaded>
      <Facts
        title={w.facts}
        items={[
          [
            t.enrollments.person,
            <AppLink key="person" to={`/people/${enrollment.crewId}`}>
              {enrollment.personName}
            </AppLink>,
          ],
          [
            t.enrollments.revision,
            <AppLink
              key="revision"
              to={`/training/revisions/${enrollment.revisionId}`}
            >{`${enrollment.programCode} ${enrollment.revisionNumber}`}</AppLink>,
          ],
          [
            t.enrollments.instructor,
            enrollment.primaryInstructorId && (
              <AppLink key="instructor" to={`/training/instructors/${enrollment.primaryInstructorId}`}>
                {enrollment.primaryInstructorName}
              </AppLink>
            ),
          ],
          [t.enrollments.chief, enrollment.chiefInstructorName],
          [t.enrollments.enrolledOn, formatDate(enrollment.enrolledOn)],
          [t.enrollments.target, enrollment.targetOn && formatDate(enrollment.targetOn)],
          [t.enrollments.certificate, enrollment.certificateNumber],
          [t.enrollments.endedOn, enrollment.endedOn && formatDate(enrollment.endedOn)],
          [w.reason, enrollment.endReason],
        ]}
      />
      <Signoffs enrollment={enrollment} />
      <Lessons enrollmentId={enrollment.id} />
      <Records enrollmentId={enrollment.id} />
    </RecordPage>
  )
}

function ProgressParts({ progress, enrollment }: { progress: ProgressForm; enrollment: Enrollment }) {
  const { pace, missing, isReady, minimums } = progress
  const isRunning = enrollment.endedOn === null
  return (
    <>
      {isRunning && progress.warnings.length > 0 ? (
        <Notice tone="amber">{`${w.beforeFirst} ${progress.warnings.map(({ message }) => `${message}.`).join(' ')}`}</Notice>
      ) : null}
      {isReady && isRunning ? <Notice tone="green">{w.ready}</Notice> : null}
      <Section title={`${w.progress}: ${progress.percent} %`}>
        <Progress value={progress.percent} aria-label={w.progress} />
        <p className="dim">
          {pace.projectedOn
            ? `${w.expected} ${formatDate(pace.projectedOn)}. ${pace.assumption}.`
            : `${pace.assumption}.`}
        </p>
      </Section>
      <Stages stages={progress.stages} enrollment={enrollment} />
      <Section title={w.minimums}>
        <PlainTable
          label={w.minimums}
          rows={minimums}
          rowKey={({ kind }) => kind}
          empty={w.noMinimums}
          row={({ kind, countedMinutes, requiredMinutes, shortMinutes }) => (
            <>
              <td>{labelOf('training_revision.minimums.kind', kind)}</td>
              <td>{`${countedMinutes} / ${requiredMinutes} min`}</td>
              <td>{w.short(shortMinutes)}</td>
            </>
          )}
        />
      </Section>
      {/private pilot/i.test(enrollment.programTitle) ? <Experience enrollmentId={enrollment.id} /> : null}
      <StudentItems progress={progress} enrollment={enrollment} />
      {missing.length > 0 && isRunning ? <Missing missing={missing} /> : null}
    </>
  )
}

const marks: Record<string, string> = { done: '✓', next: '▸', repeat: '↻', left: '·' }

/** A picture of the stages: what is done, what is next, what is to be repeated. */
function Stages({ stages, enrollment }: { stages: ProgressForm['stages']; enrollment: Enrollment }) {
  return (
    <Section title={w.stages}>
      <div className={classes.stages}>
        {stages.map((stage) => (
          <div key={stage.id} className={classes.stage}>
            <h3>{stage.title}</h3>
            {stage.lessons.map((lesson) => (
              <div key={lesson.id} className={classes.lesson}>
                <span className={classes.mark} aria-hidden>
                  {marks[lesson.state]}
                </span>
                <span>
                  {lesson.lastRecordId ? (
                    <AppLink
                      to={`/training/lessons/${lesson.lastRecordId}`}
                    >{`${lesson.code} ${lesson.title}`}</AppLink>
                  ) : (
                    `${lesson.code} ${lesson.title}`
                  )}{' '}
                  <span className="dim">
                    {labelOf('getTrainingProgress.stages.lessons.state', lesson.state)}
                  </span>
                </span>
              </div>
            ))}
            {stage.needsStageCheck ? (
              <div className="dim">
                {stage.isChecked ? w.checked : w.unchecked}{' '}
                {stage.isChecked ? null : <StageCheckButton enrollment={enrollment} stage={stage} />}
              </div>
            ) : null}
          </div>
        ))}
      </div>
    </Section>
  )
}

function Lessons({ enrollmentId }: { enrollmentId: string }) {
  const lessons = useQuery({
    queryKey: ['training_lesson', enrollmentId],
    queryFn: () =>
      get('/api/v1/training/lessons', { query: { enrollment_id: enrollmentId, page_size: 100 } }),
  })
  return (
    <Section title={w.lessons}>
      <Loaded query={lessons}>
        {({ items }) => (
          <PlainTable
            label={w.lessons}
            rows={items}
            rowKey={({ id }) => id}
            empty={w.noLessons}
            row={(lesson) => (
              <>
                <td>
                  <AppLink to={`/training/lessons/${lesson.id}`}>
                    {lesson.lessonCode} {lesson.lessonTitle}
                  </AppLink>
                  <div className="dim">
                    {formatDate(lesson.heldOn)} · {lesson.instructorName}
                  </div>
                </td>
                <td>{labelOf('training_lesson.result', lesson.result)}</td>
                <td>
                  <StateBadge of={lessonStates} state={lesson.status} />
                </td>
              </>
            )}
          />
        )}
      </Loaded>
    </Section>
  )
}

function Records({ enrollmentId }: { enrollmentId: string }) {
  const records = useQuery({
    queryKey: ['vtr', enrollmentId],
    queryFn: () => get('/api/v1/training/vtr', { query: { enrollment_id: enrollmentId } }),
  })
  return (
    <Section title={w.records}>
      <Loaded query={records}>
        {({ items }) => (
          <PlainTable
            label={w.records}
            rows={items}
            rowKey={({ id }) => id}
            empty={w.noRecords}
            row={(vtr) => (
              <>
                <td>
                  <AppLink to={`/training/records/${vtr.id}`}>{vtr.title}</AppLink>
                </td>
                <td>
                  <StateBadge of={vtrStates} state={vtr.status} />
                </td>
              </>
            )}
          />
        )}
      </Loaded>
    </Section>
  )
}
