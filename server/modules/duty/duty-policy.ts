import { sql, type Tx } from '#platform/database/database.ts'
import { changesBetween } from '#platform/events/record.ts'
import { operation } from '#platform/kernel/operation.ts'
import { recordKind } from '#platform/kernel/record-kind.ts'
import { integer, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { type DutyProfile, dutyProfiles, type Leg } from '#rules/duty.ts'

const policyKind = recordKind({
  name: 'duty_policy',
  prefix: null,
  title: { one: 'duty policy', many: 'duty policies' },
  page: '/duty',
})

const DutyPolicy = Type.Object(
  {
    profiles: Type.Array(
      oneOf(dutyProfiles, {
        labels: {
          faa_135_unscheduled: '14 CFR 135.267, unscheduled',
          faa_135_scheduled: '14 CFR 135.265, scheduled',
          faa_instruction: '14 CFR 61.195, instruction',
          easa_ftl: 'EASA ORO.FTL',
        },
      }),
      {
        uniqueItems: true,
        description:
          'The limits that people are shown. Flights under Part 135 are always judged, as unscheduled ones by default; air transport under EASA with `easa_ftl` alone, because air taxi, emergency medical and single-pilot operators are outside of it.',
      },
    ),
    reportMarginMinutes: integer(0, 240, 'How long before the first off block people report.'),
  },
  { title: 'DutyPolicy' },
)
export type DutyPolicy = Static<typeof DutyPolicy>

const defaults: DutyPolicy = {
  profiles: ['faa_135_unscheduled', 'faa_instruction'],
  reportMarginMinutes: 0,
}

/** The limits that the workspace is under. */
export async function dutyPolicyOf(tx: Tx): Promise<DutyPolicy> {
  const row = await tx.first(sql<'dutyPolicy', { profiles: DutyProfile[] }>`
    select profiles, report_margin_minutes as "reportMarginMinutes"
      from duty_policies where workspace_id = apron.workspace()`)
  return row ?? defaults
}

/** The sets of limits that planned flights come under. */
export function profilesOf(legs: readonly Leg[], { profiles }: DutyPolicy): DutyProfile[] {
  const isScheduled = profiles.includes('faa_135_scheduled') && !profiles.includes('faa_135_unscheduled')
  const has = (operation: string) => legs.some((leg) => leg.operation === operation)
  return [
    ...(has('135') ? [isScheduled ? ('faa_135_scheduled' as const) : ('faa_135_unscheduled' as const)] : []),
    ...(legs.some(({ isInstruction }) => isInstruction) ? ['faa_instruction' as const] : []),
    ...(has('cat') && profiles.includes('easa_ftl') ? ['easa_ftl' as const] : []),
  ]
}

export const getDutyPolicy = operation({
  id: 'getDutyPolicy',
  method: 'GET',
  path: '/api/v1/ops/duty/policy',
  summary: 'Get the duty policy',
  description: 'The limits that the operator is under, and when people report.',
  scope: 'duty:read',
  roles: 'staff',
  stability: 'beta',
  response: DutyPolicy,
  handle: ({ tx }) => dutyPolicyOf(tx),
})

export const updateDutyPolicy = operation({
  id: 'updateDutyPolicy',
  method: 'PATCH',
  path: '/api/v1/ops/duty/policy',
  summary: 'Update the duty policy',
  description: 'Changes the fields that you send; the others keep their value.',
  scope: 'duty:write',
  roles: ['director_of_operations', 'chief_pilot'],
  stability: 'beta',
  audits: 'duty_policy.updated',
  response: DutyPolicy,
  body: Type.Partial(DutyPolicy),
  async handle({ tx, body, principal, emit }) {
    const before = await dutyPolicyOf(tx)
    const after = { ...before, ...body }
    await tx.run(sql`
      insert into duty_policies (workspace_id, profiles, report_margin_minutes)
      values (${principal.workspace.uuid}, ${after.profiles}, ${after.reportMarginMinutes})
          on conflict (workspace_id) do update
         set profiles = excluded.profiles, report_margin_minutes = excluded.report_margin_minutes`)
    emit({
      type: 'duty_policy.updated',
      subject: { type: policyKind.name, id: principal.workspace.id },
      changes: changesBetween({ ...before }, { ...after }),
    })
    return after
  },
})
