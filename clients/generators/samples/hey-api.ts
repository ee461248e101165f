import { client } from './generated/client.gen.ts'
import { createAircraft, getAircraft, listAircraft, pingEndpoint } from './generated/sdk.gen.ts'
import { endpointId, finish, key, origin } from './sample.ts'

client.setConfig({ baseUrl: origin, auth: key })
const created = await createAircraft({ body: { registration: 'n2hey', typeDesignator: 'C172' } })
const fleet = await listAircraft({ query: { search: 'N2HEY' } })
const ping = await pingEndpoint({ path: { id: endpointId } })
const missing = await getAircraft({ path: { id: 'acf_01jq8me7x2f9tb6k4z0r5w3v1n' } })
finish({
  registration: created.data?.data.registration,
  found: fleet.data?.data.items.map(({ id }) => id).includes(created.data?.data.id ?? ''),
  pinged: ping.response?.ok,
  refusal: missing.error?.code,
})
