import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  id,
  idOrName,
  instant,
  integer,
  labeled,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'

const routes = labeled(['mel', 'nef', '91_213_d'], {
  mel: 'MEL',
  nef: 'NEF',
  '91_213_d': '14 CFR 91.213(d)',
})
export const limitations = labeled(['day_only', 'vfr_only', 'no_icing', 'no_passengers', 'max_altitude_ft'], {
  vfr_only: 'VFR only',
  max_altitude_ft: 'Maximum altitude',
})
const statuses = ['active', 'extended', 'expired', 'cleared'] as const

const Answers = Type.Object(
  {
    requiredForVfrDay: Type.Boolean({ description: 'Part of the VFR-day type certification: (d)(2)(i).' }),
    onEquipmentList: Type.Boolean({ description: 'Required by the equipment list or KOEL: (d)(2)(ii).' }),
    requiredByRule: Type.Boolean({ description: 'Required by 91.205 or another rule: (d)(2)(iii).' }),
    requiredByDirective: Type.Boolean({ description: 'Required by an airworthiness directive: (d)(2)(iv).' }),
    isHazard: Type.Boolean({ description: 'A hazard without it: (d)(4).' }),
  },
  { title: 'InoperativeAnswers' },
)

export const deferralFields = {
  route: oneOf(routes, { description: 'The approval that lets the aircraft fly with it.' }),
  category: nullable(
    Type.String({
      maxLength: 20,
      description: 'The repair category of the list: A, B, C or D.',
      examples: ['C'],
    }),
  ),
  melItem: nullable(text(1, 60, 'The item of the list, such as 33-04.')),
  interval: nullable(
    Type.Object(
      { count: integer(1, 10_000), unit: oneOf(['days', 'flights', 'hours']) },
      { title: 'DeferralInterval', description: 'The interval of category A.' },
    ),
  ),
  operationsProcedure: nullable(text(1, 2_000, 'What the crew does differently: the (O) procedure.')),
  placard: nullable(text(1, 500, 'The text of the placard.')),
  maxAltitudeFt: nullable(integer(0, 60_000)),
  answers: nullable(Answers),
  deactivation: nullable(oneOf(['removed', 'deactivated'], { description: '91.213(d)(3).' })),
}

/** A squawk that may wait, and until when. */
export const Deferral = resource({
  name: 'deferral',
  prefix: 'dfr',
  title: { one: 'deferral', many: 'deferrals' },
  page: { of: 'squawkId' },
  table: 'deferrals',
  label: 'squawkNumber',
  alsoChanges: ['squawk', 'aircraft'],
  schema: Type.Object({
    id: id('dfr'),
    squawkId: id('sqk'),
    squawkNumber: Type.String(),
    squawkTitle: Type.String(),
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    ...deferralFields,
    discoveredOn: date('The local date at the base; the day on which the squawk was found by default.'),
    expiresOn: nullable(date('The last day, at the base, on which the aircraft may fly with it.')),
    expiresAtHundredths: nullable(
      integer(0, 100_000_000, 'The total of the meter at which the interval ends.'),
    ),
    maintenanceProcedureDone: Type.Boolean({ description: 'The (M) procedure is done.' }),
    limitations: Type.Array(oneOf(limitations), { description: 'What the schedule and dispatch obey.' }),
    deferredBy: Type.String(),
    extension: nullable(
      Type.Object(
        { untilOn: date(), approvedBy: Type.String(), reason: Type.String() },
        { title: 'DeferralExtension' },
      ),
    ),
    status: oneOf(statuses),
    zone: Type.String({ description: 'The IANA time zone of the base, in which days are counted.' }),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `join squawks s on s.workspace_id = t.workspace_id and s.id = t.squawk_id
      join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id`,
  expressions: {
    squawkNumber: 's.number',
    squawkTitle: 's.title',
    aircraftRegistration: 'a.registration',
    interval: `case when t.interval_count is not null
        then json_build_object('count', t.interval_count, 'unit', t.interval_unit) end`,
  },
})
export type DeferralForm = Static<typeof Deferral.schema>

export const deferralExpired = problem('deferral_expired', 422, {
  meaning: 'The deferral has expired, so it cannot be extended',
  fix: 'Resolve the squawk: the aircraft stays out of service until then.',
})
export const deferralExists = problem('deferral_exists', 409, {
  meaning: 'The squawk is deferred already',
  fix: 'Extend that deferral, or resolve the squawk.',
})

export const deferralStates = stateMachine({
  of: Deferral,
  refusalIn: { expired: deferralExpired },
  moves: {
    extend: { from: ['active'], to: 'extended' },
    clear: { from: ['active', 'extended'], to: 'cleared', isAutomatic: true },
    expire: { from: ['active', 'extended'], to: 'expired', isAutomatic: true },
  },
  refusal: {
    code: 'deferral_state',
    fix: 'Read the deferral again. It can be extended once, while it is active.',
  },
})

export const listDeferrals = operation({
  id: 'listDeferrals',
  method: 'GET',
  path: '/api/v1/maintenance/deferrals',
  summary: 'List deferrals',
  description: 'Deferred squawks with their expiry and limitations, the earliest expiry first.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: Deferral.schema,
  list: list({
    of: Deferral,
    defaultSort: 'expiresOn',
    sorts: { expiresOn: { sql: "COALESCE(t.expires_on, '9999-12-31'::date)", type: 'date' } },
    filters: {
      aircraft: {
        schema: idOrName('acf', 'The id or the registration of the aircraft.'),
        sql: (value) => `t.aircraft_id = any (array(select apron.aircraft_named(${value})))`,
      },
      status: { schema: oneOf(statuses), sql: (value) => `t.status = ${value}` },
      squawk_id: { schema: id('sqk'), sql: (value) => `t.squawk_id = ${value}` },
    },
  }),
})

export const getDeferral = operation({
  id: 'getDeferral',
  method: 'GET',
  path: '/api/v1/maintenance/deferrals/:id',
  summary: 'Get a deferral',
  description: 'The deferral with its clock, limitations and answers.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  on: Deferral,
  response: Deferral.schema,
})
