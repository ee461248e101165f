import { isErrorFromPath } from '@zodios/core'
import { createApiClient } from './generated.ts'
import { endpointId, finish, key, origin } from './sample.ts'

// Zodios checks every response against the generated schema.
const apron = createApiClient(origin, { axiosConfig: { headers: { authorization: `Bearer ${key}` } } })
const created = await apron.post('/api/v1/ops/aircraft', { registration: 'n5zod', typeDesignator: 'C172' })
const fleet = await apron.get('/api/v1/ops/aircraft', { queries: { search: 'N5ZOD' } })
await apron.post('/api/v1/webhooks/endpoints/:id/ping', undefined, { params: { id: endpointId } })
const missing = await apron
  .get('/api/v1/ops/aircraft/:id', { params: { id: 'acf_01jq8me7x2f9tb6k4z0r5w3v1n' } })
  .catch((error: unknown) => error)
finish({
  registration: created.data.registration,
  found: fleet.data.items.map(({ id }) => id).includes(created.data.id),
  pinged: true,
  refusal: isErrorFromPath(apron.api, 'get', '/api/v1/ops/aircraft/:id', missing)
    ? missing.response.data.code
    : String(missing),
})
