import { crud } from '#platform/kernel/crud.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { todayOf } from '../today.ts'

const fields = {
  function: oneOf([
    'accountable_executive',
    'safety_manager',
    'director_of_operations',
    'chief_pilot',
    'director_of_maintenance',
    'emergency_coordinator',
    'other',
  ]),
  name: text(1, 200),
  sinceOn: date(),
  untilOn: nullable(date()),
  contact: nullable(text(1, 200)),
  responsibilities: nullable(text(1, 10_000)),
}

/** 14 CFR 5.25: who is responsible for what, and since when. */
export const KeyPerson = resource({
  name: 'key_person',
  prefix: 'kpn',
  title: { one: 'key person', many: 'key personnel' },
  page: '/safety/key-personnel',
  table: 'key_personnel',
  label: 'name',
  schema: Type.Object({
    id: id('kpn'),
    ...fields,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

const { function: office, name, sinceOn, ...optional } = fields

export const keyPersonnel = crud({
  of: KeyPerson,
  name: 'KeyPerson',
  names: 'KeyPersonnel',
  path: '/api/v1/sms/key-personnel',
  scope: 'safety',
  readers: 'staff',
  writers: ['safety_manager', 'accountable_executive'],
  required: { function: office, name, sinceOn },
  optional,
  periods: [['sinceOn', 'untilOn']],
  list: {
    defaultSort: '-sinceOn',
    sorts: { sinceOn: { sql: 't.since_on', type: 'date' } },
    search: ['t.name'],
    indexed: true,
    // An appointment ends with its date, without a write.
    volatile: true,
    filters: {
      function: { schema: office, sql: (value) => `t.function = ${value}` },
      current: {
        schema: Type.Boolean(),
        sql: (value) => `(t.until_on is null or t.until_on >= ${todayOf('t')}) = ${value}::boolean`,
      },
    },
  },
})
