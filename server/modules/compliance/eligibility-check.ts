import { type FlightForm, flightCheck } from '#modules/flights/index.ts'
import {
  carriesPassengers,
  type Finding,
  leavesAt,
  notEligible,
  type Planned,
  sessionCheck,
  sessionRisk,
} from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { together } from '#platform/database/together.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { localTime } from '#platform/kernel/timezone.ts'
import type { RuleVerdict } from '#rules/eligibility.ts'
import type { FlyingRole } from '#rules/person-eligibility.ts'
import { commands } from './as-flown.ts'
import { type Asked, eligibilityOf, flightRules } from './eligibility.ts'
import { visiblePeople } from './eligible-reader.ts'

interface Flies {
  crewId: string
  role: FlyingRole
  /** Where the booking names them. */
  field: string
}

/** Who is responsible for a booked flight: the solo student, or else the instructor, or else the first pilot. */
function fliesIn({ isSolo, instructorId, participants }: Planned): Flies[] {
  const named = participants.map(({ crewId, role }, index) => ({
    crewId,
    role,
    field: `participants.${index}.crewId`,
  }))
  const student = named.find(({ role }) => role === 'student')
  const pilot = named.find(({ role }) => role === 'pilot')
  if (isSolo && student) return [{ ...student, role: 'solo' }]
  if (instructorId) return [{ crewId: instructorId, role: 'instructor', field: 'instructorId' }]
  if (pilot) return [{ ...pilot, role: 'pic' }]
  return student ? [{ ...student, role: 'solo' }] : []
}

interface Moment {
  now: Date
  principal: Principal
}

/** A booking of somebody who may not fly it is refused, with the rule, its citation and the day. */
export const refuseIneligible = sessionCheck('book', (tx, planned, moment) =>
  findingsFor(tx, planned, moment, new Date(planned.startsAt)),
)

/** The aircraft does not leave with somebody who may not fly it now. A leg that leaves later is judged as a booking. */
export const refuseIneligibleAtCheckOut = sessionCheck('check_out', async (tx, planned, moment) =>
  leavesAt(planned, moment.now) > moment.now ? [] : findingsFor(tx, planned, moment, moment.now),
)

/** Somebody who could fly it when it was booked no longer can: a medical has lapsed, recent experience, a minimum. */
export const lapsedEligibility = sessionRisk(
  async (tx, planned, { now, zone }) => {
    const names: string[] = []
    for (const { crewId, asked } of askedOf(planned, planned.aircraftId, new Date(planned.startsAt))) {
      const failing = await failingRules(tx, asked, { now, zone })
      if (failing.some(({ isBlocking }) => isBlocking)) names.push(await nameOf(tx, crewId))
    }
    return names.map((name) => `${name} is not eligible any more`)
  },
  ['compliance_minimum', 'eligibility_policy'],
)

const askedOf = (planned: Planned, aircraftId: string, at: Date) =>
  fliesIn(planned).map(({ crewId, role, field }) => {
    const asked: Asked = {
      crewId,
      aircraftId,
      at,
      until: new Date(planned.endsAt),
      role,
      hasPassengers: carriesPassengers(planned),
      ...privilegesOf(planned),
    }
    return { crewId, field, asked }
  })

async function findingsFor(tx: Tx, planned: Planned, moment: Moment, at: Date): Promise<Finding[]> {
  const { aircraftId, type } = planned
  if (type !== 'flight' || aircraftId === null) return []
  const context = { now: moment.now, zone: moment.principal.workspace.timezone }
  const findings: Finding[] = []
  for (const { crewId, field, asked } of askedOf(planned, aircraftId, at)) {
    const failing = await failingRules(tx, asked, context)
    if (failing.length === 0) continue
    const [person, visible] = await together([nameOf(tx, crewId), visiblePeople(tx, moment.principal)])
    const isVisible = visible === 'all' || visible.includes(crewId)
    findings.push(
      ...failing.map(({ rule, isBlocking }) =>
        isVisible
          ? findingOf(rule, { crewId, field, person, at, isBlocking, timezone: planned.timezone })
          : hiddenFinding({ crewId, field, person, isBlocking }),
      ),
    )
  }
  return findings
}

const forHire: readonly (string | null)[] = ['135', 'cat', 'spo']

/** A trip says under which rules it is flown, and so which privileges it takes. A booking does not. */
const privilegesOf = ({ operation }: Planned): Pick<Asked, 'rules' | 'operation'> =>
  operation === undefined
    ? {}
    : {
        rules: flightRules.find((rules) => rules === operation) ?? null,
        operation: forHire.includes(operation) ? 'commercial' : 'private',
      }

interface Failing {
  rule: RuleVerdict
  isBlocking: boolean
}

// What is recorded nowhere is no reason to refuse: many operators keep no records of people here.
async function failingRules(tx: Tx, asked: Asked, context: { now: Date; zone: string }): Promise<Failing[]> {
  const { now } = context
  const eligibility = await eligibilityOf(tx, asked, context)
  const failing = (eligibility?.rules ?? []).filter(({ verdict }) => verdict !== 'yes')
  if (failing.length === 0) return []
  // Who never flew here has no recent experience here, which says as little.
  const keepsRecords =
    failing.some((rule) => rule.verdict === 'no' && !rule.rule.startsWith('61.57')) ||
    (await isKnown(tx, asked.crewId))
  if (!keepsRecords) return []
  const isLater = asked.at > now
  const today =
    isLater && failing.some(isRecency) ? await eligibilityOf(tx, { ...asked, at: now }, context) : null
  return failing.map((rule) => {
    // Somebody who is current today can fly until then. At check-out it counts.
    const isMetToday =
      isRecency(rule) &&
      today?.rules.some(({ rule: name, verdict }) => name === rule.rule && verdict === 'yes')
    return { rule, isBlocking: rule.verdict === 'no' && rule.effect === 'blocks' && !isMetToday }
  })
}

/** Recent experience, which flying renews. */
const isRecency = ({ rule }: RuleVerdict) => rule.startsWith('61.57') || rule.startsWith('minimum.last_')

async function isKnown(tx: Tx, crewId: string): Promise<boolean> {
  const record = await tx.first(sql`
    select 1 from compliance_records where crew_id = ${crewId} and withdrawn_at is null
     union all
    select 1 from flight_crew where crew_id = ${crewId} limit 1`)
  return record !== undefined
}

async function nameOf(tx: Tx, crewId: string): Promise<string> {
  const { name } = await tx.one(sql<'nameOfEligible'>`
    select display_name as name from crew where id = ${crewId}`)
  return name
}

interface About {
  crewId: string
  field: string
  person: string
  isBlocking: boolean
}

function findingOf(
  { rule, citation, verdict, reason, lapsesOn, windowTo, cheapestFix, missing }: RuleVerdict,
  { crewId, field, person, at, isBlocking, timezone }: About & { at: Date; timezone: string },
): Finding {
  const day = localTime(at, timezone)
  return {
    field,
    message: `${person} does not meet ${citation} on ${day} (${timezone}): ${reason}`,
    isBlocking,
    refusal: notEligible,
    facts: {
      crewId,
      rule,
      citation,
      verdict,
      at: at.toISOString(),
      lapsedOn: verdict === 'no' ? (lapsesOn ?? windowTo) : null,
      missing,
      cheapestFix,
    },
  }
}

/** What a person holds is theirs: others read that they may not fly, not why. */
const hiddenFinding = ({ crewId, field, person, isBlocking }: About): Finding => ({
  field,
  message: isBlocking
    ? `${person} is not eligible for this flight: ask those who run the flying`
    : `Those who run the flying have to look at whether ${person} is eligible for this flight`,
  isBlocking,
  refusal: notEligible,
  facts: { crewId },
})

// The medical and the flight review have findings of their own, with the wording of what was flown.
const judgedElsewhere = ['61.23', '61.56(c)']

/** What those in command did not meet when they flew, beside the medical and the flight review. */
export const ineligibleAsFlown = flightCheck(async (tx, flight) => {
  // A file brings years of flights. What people held then was seldom recorded here, and reading the whole history of a
  // pilot for each of their flights would take the square of it.
  if (flight.isSimulator || flight.source !== 'logged') return []
  const { zone } = await tx.one(sql<'zoneOfWorkspace'>`
    select timezone as zone from workspaces where workspace_id = apron.workspace()`)
  const at = new Date(flight.offBlockAt)
  const findings = []
  for (const { crewId, displayName, role } of commands(flight)) {
    const eligibility = await eligibilityOf(
      tx,
      { crewId, aircraftId: flight.aircraftId, at, role: roleOf(role), rules: flight.operation },
      // Nobody could meet a minimum that there was not yet.
      { now: at, zone, minimumsOf: at },
    )
    for (const rule of eligibility?.rules ?? [])
      if (rule.verdict === 'no' && rule.effect === 'blocks' && !judgedElsewhere.includes(rule.rule))
        findings.push({
          code: 'not_eligible',
          message: `${displayName} did not meet ${rule.citation}: ${rule.reason}`,
          crewId,
        })
  }
  return findings
})

const roleOf = (role: FlightForm['crew'][number]['role']): FlyingRole =>
  role === 'instructor' || role === 'solo' ? role : 'pic'
