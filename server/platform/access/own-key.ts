import { sql } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { id, instant, nullable, Type } from '../kernel/schema.ts'

export const getOwnKey = operation({
  id: 'getOwnKey',
  method: 'GET',
  path: '/api/v1/key',
  summary: 'Get the calling API key',
  description:
    'Returns the name of the key, what the key may do, when it expires, and how often it may call. Every key may call it, whatever its scopes.',
  access: 'key',
  response: Type.Object(
    {
      id: id('key'),
      name: Type.String({ description: 'What people call the key.' }),
      scopes: Type.Array(Type.String(), {
        description: 'What the key may do, such as `flights:read`; `*` stands for everything.',
      }),
      projects: Type.Union([Type.Literal('all'), Type.Array(id('prj'))], {
        description: '`all`, or the projects that the key is limited to.',
      }),
      expiresAt: nullable(instant('When the key stops working; null: never.')),
      rateLimit: nullable(
        Type.Object(
          {
            requests: Type.Integer({ description: 'How many requests are allowed.' }),
            windowSeconds: Type.Integer({ description: 'In how many seconds; the window slides.' }),
          },
          {
            description:
              'The limit of most endpoints, counted per client address; null: none. What is left of it is in the header `RateLimit` of each response.',
          },
        ),
      ),
    },
    { title: 'OwnKey' },
  ),
  async handle({ tx, principal, services }) {
    const { expires_at } = await tx.one(sql<'ownKeyExpiry'>`
      select expires_at from api_keys where id = ${principal.keyId}`)
    const limit = services.config.limits.default
    return {
      id: principal.keyId,
      name: principal.keyName,
      scopes: [...principal.scopes],
      projects: principal.projects === null ? ('all' as const) : [...principal.projects],
      expiresAt: expires_at === null ? null : new Date(expires_at).toISOString(),
      rateLimit: limit && { requests: limit.max, windowSeconds: Math.round(limit.windowMs / 1000) },
    }
  },
})
