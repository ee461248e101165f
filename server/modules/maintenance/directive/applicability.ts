import { sql, type Tx } from '#platform/database/database.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { requireHappenedOn } from '#platform/kernel/happened.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { invalidFields, sessionRequired } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  happenedOn,
  id,
  idOrName,
  instant,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { Component } from '../component/component.ts'
import { todayAt } from '../edit-item.ts'
import { LimitBody } from '../limit.ts'
import { MeterTotals, metersOf } from '../meter-totals.ts'
import { SignatureInput, sign } from '../signature/signature.ts'
import { Directive } from './directive.ts'
import { followDecision } from './follow.ts'

const statuses = ['open', 'complied', 'recurring', 'not_applicable'] as const

/** Whether a directive applies to an aircraft or a component, and how it was complied with. */
export const Applicability = resource({
  name: 'directive_applicability',
  prefix: 'dap',
  title: { one: 'applicability', many: 'applicabilities' },
  page: { of: 'directiveId' },
  table: 'directive_applicabilities',
  label: 'directiveNumber',
  alsoChanges: ['directive', 'maintenance_item'],
  schema: Type.Object({
    id: id('dap'),
    directiveId: id('drv'),
    directiveNumber: Type.String(),
    aircraftId: nullable(id('acf')),
    aircraftRegistration: nullable(Type.String()),
    componentId: nullable(id('cmp')),
    componentName: nullable(Type.String()),
    status: oneOf(statuses),
    reason: nullable(Type.String()),
    method: nullable(Type.String()),
    compliedOn: nullable(date('The last day on which it was complied with.')),
    compliedMeters: nullable(MeterTotals),
    workOrderId: nullable(id('wko', 'The work order that it was a task of.')),
    nextDueOn: nullable(date('Of a recurring one, with nextDueAtHundredths: when it is due again.')),
    nextDueAtHundredths: nullable(Type.Integer()),
    itemId: nullable(id('mit', 'The maintenance item that follows a recurring directive.')),
    signatureId: nullable(id('mxs')),
    decidedByName: Type.String(),
    decidedAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `join directives d on d.workspace_id = t.workspace_id and d.id = t.directive_id
      left join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id
      left join maintenance_items m on m.workspace_id = t.workspace_id and m.id = t.item_id
      left join components c on c.workspace_id = t.workspace_id and c.id = t.component_id`,
  expressions: {
    directiveNumber: "d.authority || ' ' || d.number",
    aircraftRegistration: 'a.registration',
    componentName: "nullif(concat_ws(' ', c.part_number, c.serial_number), '')",
    // The item that follows a recurring one may be completed on its own.
    compliedOn: 'greatest(t.complied_on, m.last_done_on)',
    workOrderId: 't.order_id',
    nextDueOn: 'case when m.is_active then m.due_on end',
    nextDueAtHundredths: 'case when m.is_active then m.due_at_hundredths end',
  },
})
export type ApplicabilityForm = Static<typeof Applicability.schema>

export const directiveDecided = eventType('directive.decided', {
  stability: 'beta',
  when: 'it is decided whether a directive applies to an aircraft or a component, and how',
  subject: 'directive_applicability',
  data: Type.Omit(Applicability.schema, ['decidedByName', 'reason']),
  scope: 'maintenance:read',
})

export const listApplicabilities = operation({
  id: 'listDirectiveApplicabilities',
  method: 'GET',
  path: '/api/v1/maintenance/applicabilities',
  summary: 'List the applicabilities of directives',
  description:
    'Which directive is open, complied with, recurring or not applicable on which aircraft or component.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: Applicability.schema,
  list: list({
    of: Applicability,
    defaultSort: '-decidedAt',
    sorts: { decidedAt: { sql: 't.decided_at', type: 'timestamptz' } },
    filters: {
      directive_id: { schema: id('drv'), sql: (value) => `t.directive_id = ${value}` },
      component_id: { schema: id('cmp'), sql: (value) => `t.component_id = ${value}` },
      status: { schema: oneOf(statuses), sql: (value) => `t.status = ${value}` },
      aircraft: {
        schema: idOrName('acf', 'The id or the registration of the aircraft.'),
        sql: (value) => `t.aircraft_id = any (array(select apron.aircraft_named(${value})))`,
      },
    },
  }),
})

const DecideBody = Type.Object({
  aircraftId: Type.Optional(id('acf')),
  componentId: Type.Optional(id('cmp')),
  status: oneOf(statuses),
  reason: Type.Optional(text(20, 2_000, 'Why it does not apply; required then.')),
  method: Type.Optional(text(1, 2_000, 'How it was complied with.')),
  compliedOn: Type.Optional(happenedOn('Today at the base by default.')),
  limits: Type.Optional(
    Type.Array(LimitBody, {
      minItems: 1,
      maxItems: 5,
      description: 'When a recurring one is due: as those of an item.',
    }),
  ),
  certificateKind: Type.Optional(SignatureInput.properties.certificateKind),
  certificateNumber: Type.Optional(SignatureInput.properties.certificateNumber),
})
type DecideBody = Static<typeof DecideBody>

export const decideApplicability = operation({
  id: 'decideDirectiveApplicability',
  method: 'POST',
  path: '/api/v1/maintenance/directives/:id/applicability',
  summary: 'Decide on the applicability of a directive',
  description:
    'Says for an aircraft or a component whether the directive is open, complied with, recurring or not applicable. Compliance is signed, and a recurring directive becomes a maintenance item with its limits.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  stepUp: true,
  on: Directive,
  creates: Applicability,
  emits: directiveDecided,
  body: DecideBody,
  response: Applicability.schema,
  async handle({ tx, body, record, principal, now, emit }) {
    checkDecision(body)
    const { aircraftId = null, componentId = null, status } = body
    const known = await tx.first(sql<'knownApplicability'>`
      select id, item_id as "itemId" from directive_applicabilities
       where directive_id = ${record.id} and coalesce(aircraft_id, component_id) = ${aircraftId ?? componentId}
         for update`)
    const applicabilityId = known?.id ?? newId('dap')
    const isDone = status === 'complied' || status === 'recurring'
    const aircraft = aircraftId ?? (await aircraftOf(tx, componentId ?? ''))
    const signatureId = isDone ? await signedBy(tx, principal, now, applicabilityId, record, body) : null
    const compliedOn = isDone ? await compliedOnOf(tx, body.compliedOn, aircraft, now) : null
    const meters = isDone && aircraft !== null ? await metersOf(tx, aircraft) : null
    const { itemId, emissions } = await followDecision(
      tx,
      { principal, now },
      { directive: record, body, aircraftId: aircraft, itemId: known?.itemId ?? null, compliedOn },
    )
    await tx.run(sql`
      insert into directive_applicabilities as p (workspace_id, id, directive_id, aircraft_id, component_id, status,
          reason, method, complied_on, complied_meters, item_id, signature_id, decided_by_name, decided_at)
      values (${principal.workspace.uuid}, ${applicabilityId}, ${record.id}, ${aircraftId}, ${componentId}, ${status},
          ${body.reason ?? null}, ${body.method ?? null}, ${compliedOn},
          ${meters === null ? null : JSON.stringify(meters)}, ${itemId}, ${signatureId},
          ${actorOf(principal).name}, ${now})
      on conflict (workspace_id, id) do update
         set status = excluded.status, reason = excluded.reason, method = excluded.method,
           complied_on = excluded.complied_on, complied_meters = excluded.complied_meters, order_id = null,
           item_id = excluded.item_id, signature_id = excluded.signature_id,
           decided_by_name = excluded.decided_by_name, decided_at = excluded.decided_at`)
    for (const emission of emissions) emit(emission)
    return Applicability.get(tx, applicabilityId)
  },
})

function checkDecision({ aircraftId, componentId, status, reason, limits }: DecideBody): void {
  if ((aircraftId === undefined) === (componentId === undefined))
    throw invalidFields([{ field: 'aircraftId', message: 'or componentId is required, and not both' }])
  if (status === 'not_applicable' && reason === undefined)
    throw invalidFields([
      { field: 'reason', message: 'is required where it does not apply, with at least 20 characters' },
    ])
  if (status === 'recurring' && aircraftId !== undefined && limits === undefined)
    throw invalidFields([{ field: 'limits', message: 'is required for a recurring directive' }])
}

/** 14 CFR 91.417(a)(2)(v): the status of directives includes the method of compliance and who signed. */
async function signedBy(
  tx: Tx,
  principal: Principal,
  now: Date,
  applicabilityId: string,
  directive: Static<typeof Directive.schema>,
  { certificateKind, certificateNumber, method, aircraftId, componentId, status }: DecideBody,
): Promise<string> {
  const missing = Object.entries({ method, certificateKind, certificateNumber }).filter(([, value]) => !value)
  if (missing.length > 0)
    throw invalidFields(missing.map(([field]) => ({ field, message: 'is required for compliance' })))
  if (principal.kind !== 'user') throw sessionRequired()
  const { id: signatureId } = await sign(tx, principal, now, {
    input: { certificateKind: certificateKind ?? '', certificateNumber: certificateNumber ?? '' },
    subject: { type: Applicability.name, id: applicabilityId },
    content: {
      directive: `${directive.authority} ${directive.number}`,
      aircraftId,
      componentId,
      status,
      method,
    },
  })
  return signatureId
}

async function compliedOnOf(
  tx: Tx,
  compliedOn: string | undefined,
  aircraftId: string | null,
  now: Date,
): Promise<string> {
  const today = aircraftId === null ? now.toISOString().slice(0, 10) : await todayAt(tx, aircraftId, now)
  requireHappenedOn('compliedOn', compliedOn, today)
  return compliedOn ?? today
}

/** The aircraft on which a component is installed. */
async function aircraftOf(tx: Tx, componentId: string): Promise<string | null> {
  const { installation } = await Component.get(tx, componentId)
  return installation?.aircraftId ?? null
}
