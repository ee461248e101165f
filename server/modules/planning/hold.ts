import { grants } from '#platform/access/scope.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { type Principal, projectReach } from '#platform/kernel/principal.ts'
import { type Detail, type Problem, problem } from '#platform/kernel/problem.ts'
import { localTime } from '#platform/kernel/timezone.ts'

export const resourceTaken = problem('resource_taken', 409, {
  meaning: 'Something else holds this aircraft, person or resource at that time',
  fix: 'Each of `details` has the `winner`, which holds it, with its times. Choose another time, or something else that is free.',
})

export type SubjectKind = 'aircraft' | 'person' | 'resource'

/** What is held: it cannot be in two places at one time. */
export interface Subject {
  kind: SubjectKind
  id: string
  /** The field of the request that names it, for the refusal. */
  field: string
  /** Not exclusive: an attendee, or an instructor who supervises from the ground, may be elsewhere too. */
  isExclusive?: boolean
  /** If it is held for another time than the plan lasts: one leg of a trip. */
  during?: { startsAt: string; endsAt: string }
}

/** A kind of plan that holds aircraft, people and resources. */
export interface HoldSource {
  kind: string
  /** The scope that reads plans of this kind: who lacks it sees the times of a hold alone. */
  scope: string
}

const sources = new Map<string, HoldSource>()

/** Declares a kind of plan that holds something. */
export function holdSource(source: HoldSource): HoldSource {
  sources.set(source.kind, source)
  return source
}

/** The kinds of plans that hold something. */
export const holdingKinds = (): string[] => [...sources.keys()]

/** A plan that holds something. */
export interface Plan {
  source: HoldSource
  id: string
  /** As people call it: shown to those whom its hold turns away. */
  title: string
  projectId: string | null
  startsAt: string
  endsAt: string
}

/** Somebody's hold on a subject. */
export interface Hold {
  subjectKind: string
  subjectId: string
  subjectName: string
  sourceKind: string
  sourceId: string
  title: string
  projectId: string | null
  startsAt: Date
  endsAt: Date
}

/**
 * Holds all subjects for the time of a plan and their turnaround after it, or none. The rows are written in one order,
 * and without waiting for an error: a plain insert makes two callers wait for each other.
 * @throws Problem 409 `resource_taken` with the plans that hold them.
 */
export async function hold(
  tx: Tx,
  principal: Principal,
  plan: Plan,
  subjects: readonly Subject[],
): Promise<void> {
  const wanted = withoutTwins(subjects)
  if (wanted.length === 0) return
  // A hold that was in the way may be gone before it is read.
  for (let attempt = 0; attempt < 3; attempt++) {
    const missing = await insertHolds(tx, principal.workspace.uuid, plan, wanted)
    if (missing.length === 0) return
    const winners = await Promise.all(missing.map((subject) => holderOf(tx, subject, plan)))
    if (winners.some((winner) => winner !== undefined)) throw takenBy(principal, missing, winners)
  }
  throw resourceTaken()
}

/** Holds again for other times or subjects. */
export async function holdAgain(
  tx: Tx,
  principal: Principal,
  plan: Plan,
  subjects: readonly Subject[],
): Promise<void> {
  await release(tx, plan)
  await hold(tx, principal, plan, subjects)
}

/** Gives back all that a plan holds. */
export async function release(tx: Tx, { source, id }: Pick<Plan, 'source' | 'id'>): Promise<void> {
  await tx.run(sql`delete from holds where source_kind = ${source.kind} and source_id = ${id}`)
}

/** Ends what a plan holds early: the rest of the time is free at once, all of it if it has not begun. */
export async function releaseFrom(
  tx: Tx,
  { source, id }: Pick<Plan, 'source' | 'id'>,
  endsAt: Date,
): Promise<void> {
  await tx.run(sql`
    delete from holds where source_kind = ${source.kind} and source_id = ${id} and starts_at >= ${endsAt}`)
  await tx.run(sql`
    update holds
       set ends_at = ${endsAt}, during = tstzrange(starts_at, ${endsAt}::timestamptz + (upper(during) - ends_at))
     where source_kind = ${source.kind} and source_id = ${id}
       and starts_at < ${endsAt} and ends_at > ${endsAt}`)
}

/** Who holds a subject at some part of a time, or of its turnaround after that, in order. */
export function whoHolds(
  tx: Tx,
  subject: { kind: SubjectKind; id: string },
  time: { startsAt: string; endsAt: string },
  { withTurnaround = false }: { withTurnaround?: boolean } = {},
): Promise<Hold[]> {
  return tx.rows(sql<'whoHolds', { subjectName: string }>`
    select h.subject_kind as "subjectKind", h.subject_id as "subjectId",
           coalesce(a.registration, c.display_name, r.name, h.subject_id) as "subjectName",
           h.source_kind as "sourceKind", h.source_id as "sourceId", h.title, h.project_id as "projectId",
           h.starts_at as "startsAt", h.ends_at as "endsAt"
      from holds h
      left join aircraft a on a.workspace_id = h.workspace_id and a.id = h.subject_id
      left join crew c on c.workspace_id = h.workspace_id and c.id = h.subject_id
      left join planning_resources r on r.workspace_id = h.workspace_id and r.id = h.subject_id
     where h.subject_kind = ${subject.kind} and h.subject_id = ${subject.id} and h.is_exclusive
       and h.during && tstzrange(${time.startsAt}::timestamptz, ${time.endsAt}::timestamptz + make_interval(
             mins => case when ${withTurnaround}::boolean then coalesce(
               (select turnaround_minutes from aircraft where id = ${subject.id}),
               (select turnaround_minutes from crew where id = ${subject.id}),
               (select turnaround_minutes from planning_resources where id = ${subject.id}), 0) else 0 end))
     order by h.starts_at, h.id`)
}

const keyOf = ({ kind, id }: Pick<Subject, 'kind' | 'id'>) => `${kind} ${id}`

/** An instructor who is also a participant is held once, exclusively if either says so. */
function withoutTwins(subjects: readonly Subject[]): Subject[] {
  const byKey = new Map<string, Subject>()
  for (const subject of subjects) {
    const twin = byKey.get(keyOf(subject))
    const isExclusive = subject.isExclusive !== false || (twin !== undefined && twin.isExclusive !== false)
    byKey.set(keyOf(subject), { ...(twin ?? subject), isExclusive })
  }
  return [...byKey.values()]
}

/** @returns the subjects that could not be held. */
async function insertHolds(
  tx: Tx,
  workspaceUuid: string,
  plan: Plan,
  subjects: readonly Subject[],
): Promise<Subject[]> {
  const rows = subjects.map(({ kind, id, isExclusive, during = plan }) => ({
    holdId: newId('hld'),
    ...{ kind, id, isExclusive },
    startsAt: during.startsAt,
    endsAt: during.endsAt,
  }))
  const inserted = await tx.rows(sql<'insertedHolds'>`
    insert into holds (workspace_id, id, subject_kind, subject_id, starts_at, ends_at, during, source_kind,
        source_id, title, project_id, is_exclusive)
    select ${workspaceUuid}::uuid, h."holdId", h.kind, h.id, h."startsAt", h."endsAt",
           tstzrange(h."startsAt", h."endsAt" + make_interval(
             mins => coalesce(a.turnaround_minutes, c.turnaround_minutes, r.turnaround_minutes, 0))),
           ${plan.source.kind}, ${plan.id}, ${plan.title}, ${plan.projectId}, h."isExclusive"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as h("holdId" text, kind text, id text, "isExclusive" boolean, "startsAt" timestamptz, "endsAt" timestamptz)
      left join aircraft a on h.kind = 'aircraft' and a.workspace_id = ${workspaceUuid} and a.id = h.id
      left join crew c on h.kind = 'person' and c.workspace_id = ${workspaceUuid} and c.id = h.id
      left join planning_resources r on h.kind = 'resource' and r.workspace_id = ${workspaceUuid} and r.id = h.id
     order by h.kind, h.id
        on conflict on constraint holds_overlap do nothing
    returning subject_kind as kind, subject_id as id`)
  const held = new Set(inserted.map(({ kind, id }) => `${kind} ${id}`))
  return subjects.filter((subject) => !held.has(keyOf(subject)))
}

async function holderOf(tx: Tx, subject: Subject, plan: Plan): Promise<Hold | undefined> {
  const holds = await whoHolds(tx, subject, subject.during ?? plan, { withTurnaround: true })
  return holds.find(({ sourceKind, sourceId }) => sourceKind !== plan.source.kind || sourceId !== plan.id)
}

/** Whether a caller may read the plan behind a hold, beyond its times. */
export function seesPlan(
  principal: Principal,
  { sourceKind, projectId }: Pick<Hold, 'sourceKind' | 'projectId'>,
) {
  const reach = projectReach(principal)
  if (reach !== null && (projectId === null || !reach.includes(projectId))) return false
  if (principal.kind === 'user') return true
  const source = sources.get(sourceKind)
  return source !== undefined && grants(principal.scopes, source.scope)
}

/**
 * Refuses at once what is taken already, before anything that takes longer is asked. Only `hold()` makes sure.
 * @throws Problem 409 `resource_taken` with the plans that hold them.
 */
export async function requireFree(
  tx: Tx,
  principal: Principal,
  plan: Plan,
  subjects: readonly Subject[],
): Promise<void> {
  const details = await conflictsOf(tx, principal, plan, subjects)
  if (details.length > 0) throw refusalOf(details)
}

/** What stands against holding all subjects for a plan, without holding any: for a preview. */
export async function conflictsOf(
  tx: Tx,
  principal: Principal,
  plan: Plan,
  subjects: readonly Subject[],
): Promise<Detail[]> {
  const wanted = withoutTwins(subjects).filter(({ isExclusive }) => isExclusive)
  const winners = await Promise.all(wanted.map((subject) => holderOf(tx, subject, plan)))
  return wanted.flatMap((subject, index) => {
    const winner = winners[index]
    return winner ? [detailOf(principal, subject, winner)] : []
  })
}

function takenBy(
  principal: Principal,
  missing: readonly Subject[],
  winners: readonly (Hold | undefined)[],
): Problem {
  const details = missing.flatMap((subject, index): Detail[] => {
    const winner = winners[index]
    return winner ? [detailOf(principal, subject, winner)] : []
  })
  return refusalOf(details)
}

const refusalOf = (details: Detail[]): Problem =>
  resourceTaken(details.map(({ message }) => message).join('; '), { details })

function detailOf(principal: Principal, subject: Subject, winner: Hold): Detail {
  const at = (instant: Date) => localTime(instant, principal.workspace.timezone)
  const isSeen = seesPlan(principal, winner)
  const by = isSeen ? ` by ${winner.title}` : ''
  const times = { startsAt: winner.startsAt.toISOString(), endsAt: winner.endsAt.toISOString() }
  return {
    field: subject.field,
    message: `${winner.subjectName} is taken${by} from ${at(winner.startsAt)} to ${at(winner.endsAt)} (${principal.workspace.timezone}): choose another time, or another ${subject.kind}`,
    subject: { type: subject.kind, id: subject.id },
    winner: isSeen ? { type: winner.sourceKind, id: winner.sourceId, title: winner.title, ...times } : times,
  }
}
