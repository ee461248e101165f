import { dutyFinding, judgeDuty, legOf } from '#modules/duty/index.ts'
import { sql } from '#platform/database/database.ts'
import type { GoContext, GoLine, GoQuestion } from './go-part.ts'

/**
 * The limits of duty and rest for a flight of this length. Where nobody said under which rules it is, it is taken to be
 * like what the person flew in the 24 hours before.
 */
export async function dutyLines({ tx, services, zone }: GoContext, question: GoQuestion): Promise<GoLine[]> {
  const { crewId, at, until, role, rules } = question
  const before = await tx.rows(sql<'flownBeforeGo'>`
    select f.operation, fc.role
      from flight_crew fc
      join flights f on f.workspace_id = fc.workspace_id and f.id = fc.flight_id
     where fc.crew_id = ${crewId} and f.reverses_flight_id is null and f.reversed_by_flight_id is null
       and f.on_block_at > ${at}::timestamptz - interval '1 day' and f.off_block_at <= ${at}::timestamptz
     order by f.off_block_at desc`)
  const teaches =
    role === 'instructor' || (role === 'pic' && before.some((flown) => flown.role === 'instructor'))
  const operation = rules ?? operationOf(before.find((flown) => flown.operation !== null)?.operation ?? null)
  const leg = legOf({
    offBlockAt: at.toISOString(),
    onBlockAt: until.toISOString(),
    role: teaches ? 'instructor' : 'pic',
    operation,
  })
  if (!leg) return []
  const { verdicts } = await judgeDuty(tx, services, { crewId, legs: [leg], zone })
  return verdicts.map((verdict) => {
    const { message } = dutyFinding(verdict, { field: 'person_id', zone })
    return {
      part: 'duty' as const,
      title: verdict.title,
      verdict: verdict.isLegal ? ('yes' as const) : ('no' as const),
      isBlocking: !verdict.isAdvisory,
      message,
      citation: verdict.citation,
      lapsesAt: null,
    }
  })
}

const operations = ['91', '91_instruction_for_hire', '135', 'ncc', 'nco', 'cat', 'spo'] as const
const operationOf = (name: string | null) => operations.find((operation) => operation === name) ?? null
