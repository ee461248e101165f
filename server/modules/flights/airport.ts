import { db } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidRequest, notFound } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, integer, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { checkTimezone } from '#platform/kernel/timezone.ts'
import { flyingRoles } from '#server/roles.ts'
import { findAirport, findAirports } from './find-airport.ts'

const code = (length: string, example: string) =>
  nullable(
    Type.String({
      pattern: `^[A-Za-z0-9]{${length}}$`,
      examples: [example],
      'x-hint': `${length.replace(',', ' to ')} letters or digits, such as ${example}`,
    }),
  )
const codes = { icao: code('4', 'KFNL'), iata: code('3', 'FNL'), localCode: code('2,5', '3V5') }
const fields = {
  name: text(1, 200),
  country: Type.String({
    pattern: '^[A-Za-z]{2}$',
    examples: ['US'],
    'x-hint': 'a country of two letters, such as US',
    description: 'ISO 3166-1 alpha-2.',
  }),
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
}
const more = {
  city: nullable(text(1, 100)),
  subdivision: nullable(text(1, 100)),
  elevationFt: nullable(integer(-2_000, 30_000)),
  timezone: nullable(text(1, 64)),
}

export const Airport = resource({
  name: 'airport',
  prefix: 'apt',
  title: { one: 'airport', many: 'airports' },
  page: 'none',
  table: 'all_airports',
  hasBuiltIn: true,
  label: 'name',
  schema: Type.Object({
    id: id('apt'),
    ...codes,
    ...fields,
    ...more,
    isClosed: Type.Boolean({
      description: 'It was closed when it was imported. Its codes mean it where no other airport has them.',
    }),
    source: oneOf(['built_in', 'import', 'manual']),
  }),
})

export const listAirports = operation({
  id: 'listAirports',
  method: 'GET',
  path: '/api/v1/ops/airports',
  summary: 'List airports: the built-in ones and those of the workspace',
  description: 'Airports of the United States are built in; the workspace adds others by hand or by import.',
  scope: 'airports:read',
  roles: 'staff',
  response: Airport.schema,
  list: list({
    of: Airport,
    defaultSort: 'code',
    search: ['t.icao', 't.iata', 't.local_code', 't.name', 't.city'],
    sorts: {
      code: { sql: 't.code', type: 'text' },
      name: { sql: 'lower(t.name)', type: 'text' },
      // Airports with an ICAO code first: a search for a town means them, and not its heliports.
      known: { sql: "case when t.icao is null then '1' else '0' end || t.code", type: 'text' },
    },
    filters: {
      source: { schema: oneOf(['built_in', 'import', 'manual']), sql: (value) => `t.source = ${value}` },
      country: { schema: text(2, 2), sql: (value) => `t.country = upper(${value})` },
      within: {
        schema: Type.String({
          pattern: '^-?[0-9]{1,3}([.][0-9]{1,9})?(,-?[0-9]{1,3}([.][0-9]{1,9})?){3}$',
          examples: ['39,-106,41,-104'],
          'x-hint': 'south, west, north and east in degrees, such as 39,-106,41,-104',
        }),
        sql: (value) =>
          `t.latitude between split_part(${value}, ',', 1)::float8 and split_part(${value}, ',', 3)::float8
           and t.longitude between split_part(${value}, ',', 2)::float8 and split_part(${value}, ',', 4)::float8`,
      },
      code: {
        schema: text(2, 5, 'An ICAO, IATA or local code.'),
        sql: (value) => `upper(${value}) in (t.icao, t.iata, t.local_code)`,
      },
    },
  }),
})

export const getAirport = operation({
  id: 'getAirport',
  method: 'GET',
  path: '/api/v1/ops/airports/:code',
  summary: 'Get an airport by its ID or any of its codes',
  description:
    'Finds an airport by its ID, or by its ICAO, IATA or local code. `question` says if another airport has the code too.',
  scope: 'airports:read',
  roles: 'staff',
  params: Type.Object({ code: Type.String({ minLength: 2, maxLength: 40 }) }),
  response: Type.Object({
    ...Airport.schema.properties,
    question: nullable(
      Type.String({
        description: 'Names both airports, where the code is local at one and IATA at another.',
      }),
    ),
  }),
  async handle({ tx, params }) {
    const byId = params.code.startsWith('apt_') ? await Airport.load(tx, params.code) : undefined
    if (byId) return { ...byId.record, question: null }
    const likeliest = await findAirport(tx, params.code)
    if (!likeliest) throw notFound(`There is no airport ${params.code}`)
    const meant = (await findAirports(tx, [params.code])).get(params.code)
    const question = meant && 'problem' in meant ? meant.problem : null
    return { ...(await Airport.get(tx, likeliest.id)), question }
  },
})

export const createAirport = operation({
  id: 'createAirport',
  method: 'POST',
  path: '/api/v1/ops/airports',
  summary: 'Create an airport that is not built in',
  description: 'Adds an airport that is not built in. Each of its codes may belong to one airport only.',
  scope: 'airports:write',
  roles: flyingRoles,
  creates: Airport,
  audits: 'airport.created',
  response: Airport.schema,
  body: Type.Object({
    ...Type.Partial(Type.Object(codes)).properties,
    ...fields,
    ...Type.Partial(Type.Object(more)).properties,
  }),
  async handle({ tx, body, principal }) {
    const upper = {
      icao: body.icao?.toUpperCase() ?? null,
      iata: body.iata?.toUpperCase() ?? null,
      localCode: body.localCode?.toUpperCase() ?? null,
    }
    if (!upper.icao && !upper.iata && !upper.localCode)
      throw invalidRequest('One of icao, iata and localCode is required', {
        details: [{ field: 'icao', message: 'or iata or localCode is required' }],
      })
    if (body.timezone) checkTimezone(body.timezone)
    const airportId = newId('apt')
    await tx.run(
      db.insertInto('airports').values({
        ...toColumns({ ...body, ...upper, country: body.country.toUpperCase() }),
        workspace_id: principal.workspace.uuid,
        id: airportId,
        source: 'manual',
      }),
    )
    return Airport.get(tx, airportId)
  },
})
