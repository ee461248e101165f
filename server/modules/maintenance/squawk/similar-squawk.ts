import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, id, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { Squawk, squawkStatuses } from './squawk.ts'

const Similar = Type.Object(
  {
    id: id('sqk'),
    number: Type.String(),
    aircraftId: nullable(id('acf')),
    aircraftRegistration: nullable(Type.String()),
    aircraftType: Type.String(),
    title: Type.String(),
    foundOn: date(),
    status: oneOf(squawkStatuses),
    resolution: nullable(Type.String()),
    isSameType: Type.Boolean({ description: 'About the same type of aircraft. These come first.' }),
    score: Type.Number({
      description: 'The higher, the more alike: rare words count more than common ones.',
    }),
  },
  { title: 'SimilarSquawk' },
)

export const similarSquawks = operation({
  id: 'similarSquawks',
  method: 'GET',
  path: '/api/v1/maintenance/squawks/:id/similar',
  summary: 'List squawks similar to one',
  description:
    'Up to 20 squawks and imported remarks with similar words: the same type of aircraft first, then the most similar.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  on: Squawk,
  response: Type.Object({ items: Type.Array(Similar) }),
  async handle({ tx, record }) {
    const items = await tx.rows(sql<
      'similarSquawks',
      { score: number; isSameType: boolean; status: (typeof squawkStatuses)[number] }
    >`
      select s.id, s.number, s.aircraft_id as "aircraftId", a.registration as "aircraftRegistration",
             s.aircraft_type as "aircraftType", s.title, s.found_on as "foundOn", s.status,
             s.resolution_text as resolution, m.is_same_type as "isSameType",
             round(m.score::numeric, 3)::double precision as score
        from apron.similar_squawks(${record.id}, 20) m
        join squawks s on s.id = m.id
        left join aircraft a on a.workspace_id = s.workspace_id and a.id = s.aircraft_id
       order by m.is_same_type desc, m.score desc, s.id`)
    return { items }
  },
})
