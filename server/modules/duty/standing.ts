import { CrewMember } from '#modules/crew/index.ts'
import { together } from '#platform/database/together.ts'
import { operation } from '#platform/kernel/operation.ts'
import { id, instant, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import {
  type DutyRecord,
  type DutyVerdict,
  dutyProfiles,
  earliestLegalStart,
  standingAt,
} from '#rules/duty.ts'
import { type DutyPolicy, dutyPolicyOf } from './duty-policy.ts'
import { requireDutyReader } from './duty-reader.ts'
import { dutyRecordOf } from './duty-record.ts'

/** What a rule says, in words of the API. */
export const DutyLimit = Type.Object(
  {
    rule: Type.String(),
    title: Type.String(),
    citation: Type.String(),
    isAdvisory: Type.Boolean({ description: 'It warns and never blocks.' }),
    isMinimum: Type.Boolean({ description: 'A rest: it has to be at least as long as the limit.' }),
    isLegal: Type.Boolean(),
    usedMinutes: Type.Integer({ description: 'What counts; of a rest, how long it is.' }),
    limitMinutes: Type.Integer(),
    leftMinutes: Type.Integer({ description: 'Up to the limit; negative if it is broken.' }),
    windowStartsAt: instant(),
    windowEndsAt: instant(),
  },
  { title: 'DutyLimit' },
)

export function limitOf(verdict: DutyVerdict) {
  const { rule, title, citation, isAdvisory, isMinimum, isLegal, usedMinutes, limitMinutes, from, to } =
    verdict
  return {
    ...{ rule, title, citation, isAdvisory, isMinimum, isLegal, usedMinutes, limitMinutes },
    leftMinutes: isMinimum ? usedMinutes - limitMinutes : limitMinutes - usedMinutes,
    windowStartsAt: textOf(from),
    windowEndsAt: textOf(to),
  }
}

/** As people write it: without milliseconds. */
export const textOf = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

export const getDutyStanding = operation({
  id: 'getDutyStanding',
  method: 'GET',
  path: '/api/v1/ops/duty/:id/standing',
  summary: 'Get the duty standing of a person',
  description:
    'What a person has used of each limit, what is left, and when they may fly again. Members who run the flying see the standing of everybody, other members their own.',
  scope: 'duty:read',
  roles: 'staff',
  stability: 'beta',
  on: CrewMember,
  query: Type.Object({ at: Type.Optional(instant('Now by default.')) }),
  response: Type.Object(
    {
      crewId: id('crw'),
      personName: Type.String(),
      at: instant(),
      profiles: Type.Array(oneOf(dutyProfiles)),
      limits: Type.Array(DutyLimit),
      lastDutyEndedAt: nullable(instant('The end of the last duty or flight before this instant.')),
      earliestReportAt: nullable(instant('From when a flight of an hour breaks no limit.')),
    },
    { title: 'DutyStanding' },
  ),
  async handle({ tx, query, record: person, principal, services, now }) {
    requireDutyReader(principal, person)
    const at = query.at ? new Date(query.at) : now
    const [policy, record] = await together([
      dutyPolicyOf(tx),
      dutyRecordOf(tx, services, { crewId: person.id, at }),
    ])
    const ask = { record, profiles: policy.profiles, zone: principal.workspace.timezone }
    const ends = [...record.duty, ...record.flown].map(({ to }) => to).filter((to) => to <= at.getTime())
    const earliest = earliestReport(record, policy, { zone: ask.zone, at: at.getTime() })
    return {
      crewId: person.id,
      personName: person.displayName,
      at: textOf(at.getTime()),
      profiles: policy.profiles,
      limits: standingAt(ask, at.getTime()).map(limitOf),
      lastDutyEndedAt: ends.length > 0 ? textOf(Math.max(...ends)) : null,
      earliestReportAt: earliest === null ? null : textOf(earliest),
    }
  },
})

/** From when somebody may fly for an hour under all limits of the workspace. */
function earliestReport(
  record: DutyRecord,
  { profiles, reportMarginMinutes }: DutyPolicy,
  { zone, at }: { zone: string; at: number },
): number | null {
  // Whole minutes, as people report.
  const reportAt = Math.ceil(at / 60_000) * 60_000
  const from = reportAt + reportMarginMinutes * 60_000
  const starts = profiles.map((profile) =>
    earliestLegalStart(
      { record, profiles: [profile], zone },
      {
        reportAt,
        legs: [
          {
            from,
            to: from + 3_600_000,
            pilots: 1,
            isCommercial: true,
            isInstruction: profile === 'faa_instruction',
            operation: profile === 'easa_ftl' ? 'cat' : '135',
          },
        ],
      },
    ),
  )
  return starts.reduce<number | null>(
    (latest, start) =>
      latest === null || start === null ? null : Math.max(latest, start - reportMarginMinutes * 60_000),
    reportAt,
  )
}
