import { sql, type Tx } from '#platform/database/database.ts'
import { together } from '#platform/database/together.ts'
import { changesBetween } from '#platform/events/record.ts'
import { operation } from '#platform/kernel/operation.ts'
import { recordKind } from '#platform/kernel/record-kind.ts'
import { oneOf, Type } from '#platform/kernel/schema.ts'
import { type Counting, usualCounting } from '#rules/eligibility.ts'
import type { Minimum } from '#rules/flight-minimum.ts'
import type { OperatingRules } from '#rules/operating-rules.ts'
import { complianceEditors } from './visibility.ts'

const policyKind = recordKind({
  name: 'eligibility_policy',
  prefix: null,
  title: { one: 'eligibility policy', many: 'eligibility policies' },
  page: '/settings/counting',
})

export const EligibilityPolicy = Type.Object(
  {
    ninetyDaysFrom: oneOf(['day_before', 'day_of_flight'], {
      labels: { day_before: 'The day before', day_of_flight: 'The day of the flight' },
      description:
        'How the 90 days before a flight are counted, for every rule that counts days: the day before it is day 1, or the day of the flight is.',
    }),
    countsSameMonth: Type.Boolean({
      description:
        'Whether approaches of the month of the flight count for 61.57(c). Its words are “the 6 calendar months preceding the month”, so they do not by default.',
    }),
  },
  { title: 'EligibilityPolicy' },
)

/** How the workspace counts. */
export async function countingOf(tx: Tx): Promise<Counting> {
  const row = await tx.first(sql<'eligibilityPolicy', { ninetyDaysFrom: Counting['ninetyDaysFrom'] }>`
    select ninety_days_from as "ninetyDaysFrom", counts_same_month as "countsSameMonth"
      from compliance_policies where workspace_id = apron.workspace()`)
  return row ?? usualCounting
}

/** What the workspace sets: how it counts, whose rules it follows, and its own minimums. */
export interface Settings {
  counting: Counting
  operatingRules: OperatingRules[]
  minimums: Minimum[]
}

/** @param knownBy Only minimums of before it. By default all. */
export async function loadSettings(tx: Tx, knownBy: Date | null = null): Promise<Settings> {
  const [{ operatingRules }, minimums, counting] = await together([
    tx.one(sql<'rulesOfWorkspace', { operatingRules: OperatingRules[] }>`
    select operating_rules as "operatingRules" from workspaces where workspace_id = apron.workspace()`),
    tx.rows(sql<'activeMinimums', Pick<Minimum, 'measure' | 'authority' | 'effect'>>`
    select id, title, measure, authority, effect, needed_minutes as "neededMinutes",
           type_designators as "typeDesignators", citation
      from compliance_minimums
     where status = 'active' and created_at <= ${knownBy ?? 'infinity'}::timestamptz
     order by lower(title), id`),
    countingOf(tx),
  ])
  return { counting, operatingRules, minimums }
}

export const getEligibilityPolicy = operation({
  id: 'getEligibilityPolicy',
  method: 'GET',
  path: '/api/v1/compliance/policy',
  summary: 'Get the eligibility policy',
  description: 'How recent experience is counted.',
  scope: 'compliance:read',
  roles: 'staff',
  stability: 'beta',
  response: EligibilityPolicy,
  handle: ({ tx }) => countingOf(tx),
})

export const updateEligibilityPolicy = operation({
  id: 'updateEligibilityPolicy',
  method: 'PATCH',
  path: '/api/v1/compliance/policy',
  summary: 'Update the eligibility policy',
  description: 'Changes the fields that you send. Every verdict follows at once.',
  scope: 'compliance:write',
  roles: complianceEditors,
  stability: 'beta',
  audits: 'eligibility_policy.updated',
  response: EligibilityPolicy,
  body: Type.Partial(EligibilityPolicy),
  async handle({ tx, body, principal, emit }) {
    const before = await countingOf(tx)
    const after = { ...before, ...body }
    await tx.run(sql`
      insert into compliance_policies (workspace_id, ninety_days_from, counts_same_month)
      values (${principal.workspace.uuid}, ${after.ninetyDaysFrom}, ${after.countsSameMonth})
          on conflict (workspace_id) do update
         set ninety_days_from = excluded.ninety_days_from, counts_same_month = excluded.counts_same_month`)
    emit({
      type: 'eligibility_policy.updated',
      subject: { type: policyKind.name, id: principal.workspace.id },
      changes: changesBetween({ ...before }, { ...after }),
    })
    return after
  },
})
