// Real airports: a flight between made-up ones would show nothing on the map.
export const places = {
  KFNL: { latitude: 40.451816, longitude: -105.011326 },
  KGXY: { latitude: 40.437417, longitude: -104.633222 },
  KBDU: { latitude: 40.039365, longitude: -105.22609 },
  KLMO: { latitude: 40.164389, longitude: -105.163639 },
  KBJC: { latitude: 39.908806, longitude: -105.117194 },
  KAPA: { latitude: 39.570119, longitude: -104.849293 },
  KCYS: { latitude: 41.155639, longitude: -104.810472 },
  KLAR: { latitude: 41.312057, longitude: -105.674986 },
  KFMM: { latitude: 40.335444, longitude: -103.804167 },
  KSTK: { latitude: 40.614298, longitude: -103.264261 },
  KAKO: { latitude: 40.175639, longitude: -103.222028 },
  KEIK: { latitude: 40.01025, longitude: -105.048083 },
  KCOS: { latitude: 38.805817, longitude: -104.700776 },
  KPUB: { latitude: 38.289947, longitude: -104.498028 },
  KBFF: { latitude: 41.874028, longitude: -103.595639 },
  KSNY: { latitude: 41.099761, longitude: -102.984993 },
  KLIC: { latitude: 39.274778, longitude: -103.665861 },
  KITR: { latitude: 39.242511, longitude: -102.285377 },
  KTOR: { latitude: 42.064421, longitude: -104.152679 },
  KRIL: { latitude: 39.526607, longitude: -107.727987 },
  KCAG: { latitude: 40.495222, longitude: -107.521667 },
  KGJT: { latitude: 39.121499, longitude: -108.525486 },
} as const

export type Place = keyof typeof places

export const bases = ['KFNL', 'KGXY'] as const
export type Base = (typeof bases)[number]

export const timeZone = 'America/Denver'

// A student's cross-country needs a landing more than 50 nm away (61.1); these lie within two hours.
export function crossCountryPlaces(from: Place) {
  return (Object.keys(places) as Place[]).filter((to) => {
    const distance = distanceNm(from, to)
    return distance >= 50 && distance <= 135 && places[to].longitude > -106
  })
}

export function nearbyPlaces(from: Place) {
  return (Object.keys(places) as Place[]).filter((to) => to !== from && distanceNm(from, to) < 50)
}

export function distanceNm(from: Place, to: Place) {
  const [a, b] = [places[from], places[to]]
  const radians = Math.PI / 180
  const half =
    Math.sin(((b.latitude - a.latitude) * radians) / 2) ** 2 +
    Math.cos(a.latitude * radians) *
      Math.cos(b.latitude * radians) *
      Math.sin(((b.longitude - a.longitude) * radians) / 2) ** 2
  return 2 * 3440.065 * Math.asin(Math.sqrt(half))
}
