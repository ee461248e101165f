import { CrewMember } from '#modules/crew/index.ts'
import { flightOperations } from '#modules/flights/index.ts'
import type { Tx } from '#platform/database/database.ts'
import { together } from '#platform/database/together.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import { type Detail, invalidFields, ruleBroken } from '#platform/kernel/problem.ts'
import { instant, labeled, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { localTime } from '#platform/kernel/timezone.ts'
import {
  type DutyPlan,
  type DutyVerdict,
  earliestLegalStart,
  isBroken,
  judgePlan,
  type Leg,
} from '#rules/duty.ts'
import { dutyPolicyOf, profilesOf } from './duty-policy.ts'
import { requireDutyReader } from './duty-reader.ts'
import { dutyRecordOf } from './duty-record.ts'
import { DutyLimit, limitOf, textOf } from './standing.ts'

const roles = labeled(['pic', 'sic', 'instructor', 'cabin', 'observer'], { pic: 'PIC', sic: 'SIC' })
const PlannedLeg = Type.Object({
  offBlockAt: instant(),
  onBlockAt: instant(),
  role: oneOf(roles),
  operation: Type.Optional(nullable(oneOf(flightOperations))),
  pilots: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 2,
      description:
        'Pilots in the crew. By default two beside a SIC, otherwise one, which has the lower limit.',
    }),
  ),
})
type PlannedLeg = Static<typeof PlannedLeg>

const flies = ['pic', 'sic', 'instructor']
const paid = ['135', 'cat', 'spo', '91_instruction_for_hire']

/** A leg as the rules see it; null for those who do not fly it. */
export function legOf({ offBlockAt, onBlockAt, role, operation = null, pilots }: PlannedLeg): Leg | null {
  if (!flies.includes(role)) return null
  return {
    from: Date.parse(offBlockAt),
    to: Date.parse(onBlockAt),
    pilots: pilots === 2 || (pilots === undefined && role === 'sic') ? 2 : 1,
    isCommercial: role === 'instructor' || (operation !== null && paid.includes(operation)),
    isInstruction: role === 'instructor',
    operation,
  }
}

export interface DutyJudgement {
  verdicts: DutyVerdict[]
  /** When the first leg may leave, with all others moved by the same time; null if no start is legal. */
  earliestLegalStartAt: number | null
}

/** Judges planned flights of a person by all limits that they come under. */
export async function judgeDuty(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
  {
    crewId,
    legs,
    reportAt,
    zone,
    except = null,
  }: { crewId: string; legs: readonly Leg[]; reportAt?: number; zone: string; except?: string | null },
): Promise<DutyJudgement> {
  const first = Math.min(...legs.map(({ from }) => from))
  const isCounted = legs.some(({ isCommercial, isInstruction }) => isCommercial || isInstruction)
  if (!isCounted) return { verdicts: [], earliestLegalStartAt: legs.length > 0 ? first : null }
  const [policy, record] = await together([
    dutyPolicyOf(tx),
    dutyRecordOf(tx, services, { crewId, at: new Date(first), except }),
  ])
  const reportMarginMs = policy.reportMarginMinutes * 60_000
  const plan: DutyPlan = { legs, reportAt: reportAt ?? first - reportMarginMs, reportMarginMs }
  // Flights of the days after it can break a limit because of the plan, also where it is none of Part 135 itself.
  const after = record.flown.filter(({ from }) => from >= first && from < first + 8 * 86_400_000)
  const ask = { record, profiles: profilesOf([...legs, ...after], policy), zone }
  const verdicts = judgePlan(ask, plan)
  return {
    verdicts,
    earliestLegalStartAt: verdicts.some(isBroken) ? earliestLegalStart(ask, plan) : first,
  }
}

const hours = (minutes: number) => {
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60]
  return rest === 0 ? `${whole} h` : `${whole} h ${rest} min`
}

/** What a broken limit says, with its facts for programs. */
export function dutyFinding(
  verdict: DutyVerdict,
  {
    field,
    zone,
    earliestLegalStartAt,
  }: {
    field: string
    zone: string
    /** Left out where nobody computed it. */
    earliestLegalStartAt?: number | null
  },
) {
  const { title, citation, usedMinutes, limitMinutes, isMinimum, rule, isAdvisory } = verdict
  // A count of rests, which the rule gives as minutes like the others.
  const amount = rule === 'rests_in_quarter' ? (minutes: number) => String(minutes / 1_440) : hours
  const has = `${amount(usedMinutes)}, and ${amount(limitMinutes)} are ${isMinimum ? 'needed' : 'the limit'}`
  const then =
    earliestLegalStartAt === undefined
      ? ''
      : earliestLegalStartAt === null
        ? '; no later start helps: shorten the day'
        : `; the earliest legal start is ${localTime(new Date(earliestLegalStartAt), zone)} (${zone})`
  const facts = {
    rule,
    citation,
    limit: limitMinutes,
    used: usedMinutes,
    unit: 'minutes',
    windowStartsAt: textOf(verdict.from),
    windowEndsAt: textOf(verdict.to),
    ...(earliestLegalStartAt === undefined
      ? {}
      : { earliestLegalStartAt: earliestLegalStartAt === null ? null : textOf(earliestLegalStartAt) }),
  }
  const message = isAdvisory
    ? `${title}: ${has} (${citation}, to be checked by you)`
    : `${title}: ${has} (${citation})${then}`
  return { field, message, facts }
}

export const checkDuty = operation({
  id: 'checkDuty',
  method: 'POST',
  path: '/api/v1/ops/duty/:id/check',
  summary: 'Check planned flights against the duty limits of a person',
  description:
    'Looks back through every planned flight. If one breaks a limit, the answer is `422 rule_broken` with the limit, its citation and `earliestLegalStartAt` in `details`: when the first leg may leave if all legs are moved by the same time.',
  scope: 'duty:read',
  roles: 'staff',
  stability: 'beta',
  readOnly: true,
  on: CrewMember,
  body: Type.Object({
    legs: Type.Array(PlannedLeg, { minItems: 1, maxItems: 50 }),
    reportAt: Type.Optional(
      nullable(instant('By default the first off block, less the report margin of the policy.')),
    ),
  }),
  response: Type.Object(
    {
      isLegal: Type.Boolean(),
      limits: Type.Array(DutyLimit),
      earliestLegalStartAt: nullable(instant()),
    },
    { title: 'DutyCheck' },
  ),
  async handle({ tx, body, record: person, principal, services }) {
    requireDutyReader(principal, person)
    checkTimes(body.legs)
    const zone = principal.workspace.timezone
    const legs = body.legs.flatMap((leg) => legOf(leg) ?? [])
    const { verdicts, earliestLegalStartAt } = await judgeDuty(tx, services, {
      crewId: person.id,
      legs,
      zone,
      ...(body.reportAt ? { reportAt: Date.parse(body.reportAt) } : {}),
    })
    const broken = verdicts.filter(isBroken)
    if (broken.length > 0) {
      const details = broken.map((verdict): Detail => {
        const { facts, ...finding } = dutyFinding(verdict, { field: 'legs', zone, earliestLegalStartAt })
        return { ...facts, ...finding }
      })
      throw ruleBroken(details.map(({ message }) => message).join('; '), { details })
    }
    return {
      isLegal: true,
      limits: verdicts.map(limitOf),
      earliestLegalStartAt: earliestLegalStartAt === null ? null : textOf(earliestLegalStartAt),
    }
  },
})

function checkTimes(legs: readonly PlannedLeg[]): void {
  const details = legs.flatMap(({ offBlockAt, onBlockAt }, index): Detail[] => {
    const minutes = (Date.parse(onBlockAt) - Date.parse(offBlockAt)) / 60_000
    if (minutes <= 0) return [{ field: `legs.${index}.onBlockAt`, message: `must lie after ${offBlockAt}` }]
    return minutes > 1_440
      ? [{ field: `legs.${index}.onBlockAt`, message: 'is more than 24 hours after offBlockAt' }]
      : []
  })
  if (details.length > 0) throw invalidFields(details)
}
