import createClient from 'openapi-fetch'
import { endpointId, finish, key, origin } from './sample.ts'
import type { paths } from './schema.ts'

const apron = createClient<paths>({ baseUrl: origin, headers: { authorization: `Bearer ${key}` } })
const created = await apron.POST('/api/v1/ops/aircraft', {
  body: { registration: 'n1fetch', typeDesignator: 'C172' },
})
const fleet = await apron.GET('/api/v1/ops/aircraft', { params: { query: { search: 'N1FETCH' } } })
const ping = await apron.POST('/api/v1/webhooks/endpoints/{id}/ping', {
  params: { path: { id: endpointId } },
})
const missing = await apron.GET('/api/v1/ops/aircraft/{id}', {
  params: { path: { id: 'acf_01jq8me7x2f9tb6k4z0r5w3v1n' } },
})
finish({
  registration: created.data?.data.registration,
  found: fleet.data?.data.items.map(({ id }) => id).includes(created.data?.data.id ?? ''),
  pinged: ping.response.ok,
  refusal: missing.error?.code,
})
