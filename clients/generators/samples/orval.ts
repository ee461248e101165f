import axios from 'axios'
import { getApron } from './generated.ts'
import { endpointId, finish, key, origin } from './sample.ts'

axios.defaults.baseURL = origin
axios.defaults.headers.common.authorization = `Bearer ${key}`
const apron = getApron()
const created = await apron.createAircraft({ registration: 'n3orv', typeDesignator: 'C172' })
const fleet = await apron.listAircraft({ search: 'N3ORV' })
const ping = await apron.pingEndpoint(endpointId)
const missing = await apron.getAircraft('acf_01jq8me7x2f9tb6k4z0r5w3v1n').catch((error: unknown) => error)
finish({
  registration: created.data.data.registration,
  found: fleet.data.data.items.map(({ id }) => id).includes(created.data.data.id),
  pinged: ping.status < 300,
  refusal: axios.isAxiosError(missing) ? missing.response?.data.code : undefined,
})
