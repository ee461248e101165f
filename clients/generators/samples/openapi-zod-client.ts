import { createApiClient } from './generated.ts'
import { endpointId, finish, key, origin } from './sample.ts'

// The type of a client with 400 operations is deeper than TypeScript follows, so the sample says what it uses.
// The generated file is checked all the same, and Zodios checks every response against the generated schema.
interface Calls {
  post(path: string, body: unknown, options?: object): Promise<{ data: { id: string; registration: string } }>
  get(path: string, options: object): Promise<{ data: { items: { id: string }[] } }>
}
const client: unknown = createApiClient(origin, {
  axiosConfig: { headers: { authorization: `Bearer ${key}` } },
})
const apron = client as Calls

const created = await apron.post('/api/v1/ops/aircraft', { registration: 'n5zod', typeDesignator: 'C172' })
const fleet = await apron.get('/api/v1/ops/aircraft', { queries: { search: 'N5ZOD' } })
await apron.post('/api/v1/webhooks/endpoints/:id/ping', undefined, { params: { id: endpointId } })
const missing = await apron
  .get('/api/v1/ops/aircraft/:id', { params: { id: 'acf_01jq8me7x2f9tb6k4z0r5w3v1n' } })
  .catch((error: { response: { data: { code: string } } }) => error)
finish({
  registration: created.data.registration,
  found: fleet.data.items.map(({ id }) => id).includes(created.data.id),
  pinged: true,
  refusal: 'response' in missing ? missing.response.data.code : undefined,
})
