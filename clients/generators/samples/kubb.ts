import { setConfig } from '@kubb/plugin-client/clients/axios'
import { createAircraft } from './generated/clients/createAircraft.ts'
import { getAircraft } from './generated/clients/getAircraft.ts'
import { listAircraft } from './generated/clients/listAircraft.ts'
import { pingEndpoint } from './generated/clients/pingEndpoint.ts'
import { endpointId, finish, key, origin } from './sample.ts'

setConfig({ baseURL: origin, headers: { authorization: `Bearer ${key}` } })
const created = await createAircraft({ registration: 'n6kubb', typeDesignator: 'C172' })
const fleet = await listAircraft({ search: 'N6KUBB' })
const ping = await pingEndpoint(endpointId).then(() => true)
const missing = await getAircraft('acf_01jq8me7x2f9tb6k4z0r5w3v1n').catch((error: unknown) => error)
finish({
  registration: created.data.registration,
  found: fleet.data.items.map(({ id }) => id).includes(created.data.id),
  pinged: ping,
  refusal: (missing as { response: { data: { code: string } } }).response.data.code,
})
