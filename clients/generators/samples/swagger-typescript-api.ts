import { Api } from './generated.ts'
import { endpointId, finish, key, origin } from './sample.ts'

const { api } = new Api({ baseUrl: origin, baseApiParams: { headers: { authorization: `Bearer ${key}` } } })
const created = await api.createAircraft({ registration: 'n4swag', typeDesignator: 'C172' })
const fleet = await api.listAircraft({ search: 'N4SWAG' })
const ping = await api.pingEndpoint(endpointId)
const missing = await api.getAircraft('acf_01jq8me7x2f9tb6k4z0r5w3v1n').catch((refused: unknown) => refused)
finish({
  registration: created.data.data.registration,
  found: fleet.data.data.items.map(({ id }) => id).includes(created.data.data.id),
  pinged: ping.ok,
  refusal: (missing as { error: { code: string } }).error.code,
})
