import { sql, type Tx } from '#platform/database/database.ts'
import { problem } from '#platform/kernel/problem.ts'

export const instructorNotQualified = problem('instructor_not_qualified', 422, {
  meaning: 'The instructor’s certificate, or their recent experience, had lapsed on that day',
  fix: '`details` names the compliance record and since when. Renew the record, or ask another instructor.',
})

/**
 * Refuses an instructor whose flight instructor certificate or recent experience (61.195, 61.197) had lapsed on a day.
 * Both are compliance records with "instructor" or CFI in their title. Of several certificates, one that is valid is
 * enough. An instructor without any such record is not refused: a compliance requirement says who must hold one.
 */
export async function requireQualified(tx: Tx, instructorId: string, on: string): Promise<void> {
  const lapsed = await tx.first(sql<'lapsedInstructorRecord'>`
    with held as (
      select r.id, r.title, c.display_name as "personName",
             r.title ~* 'recent experience|recency' as "isRecency",
             least(r.expires_on, (r.withdrawn_at at time zone w.timezone)::date - 1) as "lastOn"
        from compliance_records r
        join crew c on c.workspace_id = r.workspace_id and c.id = r.crew_id
        join workspaces w on w.workspace_id = r.workspace_id
       where r.crew_id = ${instructorId} and r.kind in ('certificate', 'rating', 'endorsement', 'other')
         and r.title ~* '\\minstructor|\\mCFI|\\mMEI\\M')
    select h.id, h.title, h."personName", h."lastOn"
      from held h
     where h."lastOn" < ${on}::date
       and (h."isRecency" or not exists (select from held o
              where not o."isRecency" and (o."lastOn" is null or o."lastOn" >= ${on}::date)))
     order by h."lastOn" desc, h.id limit 1`)
  if (!lapsed) return
  const { id, title, personName, lastOn } = lapsed
  throw instructorNotQualified(`${title} of ${personName} was valid to the end of ${lastOn}, not on ${on}`, {
    details: [
      {
        field: 'instructorId',
        message: `${title} was valid to the end of ${lastOn}`,
        recordId: id,
        title,
        validUntilOn: lastOn,
      },
    ],
  })
}
