import { defaultDensityKgPerL, type FuelProduct, fuelIn, normalizeFuel } from '#rules/fuel.ts'
import { lineNetMinor, thousandthsOf } from '#rules/line-amount.ts'
import { type Random, seededRandom } from './random.ts'

// An FBO's ramp around today. The tails cannot exist: the FAA issues neither I nor O.

export type DemoMovement = {
  tail: string
  type: string
  direction: 'inbound' | 'outbound' | 'on_ground'
  status: 'confirmed' | 'tentative' | 'in_progress' | 'completed' | 'delayed' | 'cancelled'
  onDay: number
  minute: number
  place: string | null
  operator: string
  pob: number | null
  parking: string | null
  isVip: boolean
  customs: boolean
}

export const demoCustomers = [
  { company: 'Tamarack Air Charter', tails: ['N418TS', 'N419TS'], contact: 'Rosa Delgado', role: 'Dispatch' },
  { company: 'Heron Medical Flight', tails: ['N72XH'], contact: 'Ben Okafor', role: 'Operations' },
  { company: 'Prairie Crop Survey', tails: ['N305PC'], contact: 'Lena Ritter', role: 'Owner' },
]

export const demoUnits = [
  { name: 'Hangar 1, bay A', kind: 'hangar', span: 68, length: 60, height: 18 },
  { name: 'Hangar 1, bay B', kind: 'hangar', span: 54, length: 50, height: 16 },
  { name: 'Ramp 1', kind: 'ramp', span: 95, length: 95, height: null },
  { name: 'Ramp 2', kind: 'ramp', span: 70, length: 70, height: null },
  { name: 'Tie-down 1', kind: 'tie_down', span: 40, length: 32, height: null },
  { name: 'Tie-down 2', kind: 'tie_down', span: 40, length: 32, height: null },
]

export const demoRates = [
  { item: '100LL', unit: 'us_gal', priceMinor: 689 },
  { item: 'Jet A', unit: 'us_gal', priceMinor: 574 },
  { item: 'GPU start', unit: 'each', priceMinor: 4_500 },
  { item: 'Lavatory service', unit: 'each', priceMinor: 8_500 },
  { item: 'Hangar night', unit: 'night', priceMinor: 18_000 },
  { item: 'Ramp fee', unit: 'each', priceMinor: 6_000 },
]

/** Arrivals and departures by the local minute at which they are due; what is due by now has happened. */
const plan: [
  tail: string,
  type: string,
  hour: number,
  place: string,
  operator: string,
  stayMinutes: number,
][] = [
  ['N418TS', 'PC12', 7.5, 'KASE', 'Tamarack Air Charter', 150],
  ['N305PC', 'C206', 8.25, 'KSTK', 'Prairie Crop Survey', 300],
  ['N72XH', 'B350', 9, 'KGJT', 'Heron Medical Flight', 55],
  ['N54XK', 'SR22', 9.75, 'KCOS', 'Owner', 240],
  ['N9WQ', 'C68A', 11.1, 'KSDL', 'Cloudline Jets', 95],
  ['N12XQ', 'BE36', 12.4, 'KCYS', 'Owner', 180],
  ['N419TS', 'PC12', 13.5, 'KEGE', 'Tamarack Air Charter', 60],
  ['N88QX', 'H25B', 15.2, 'KVNY', 'Cloudline Jets', 1_100],
  ['N63XZ', 'PA32', 16.6, 'KLAR', 'Owner', 900],
  ['N27XQ', 'DA62', 18.3, 'KABQ', 'Owner', 840],
]

export function makeMovements(minuteNow: number): DemoMovement[] {
  return [-1, 0, 1].flatMap((onDay) =>
    plan.flatMap(([tail, type, hour, place, operator, stay], at) => {
      const arrives = Math.round(hour * 60) + ((at * 7 + onDay * 11) % 10)
      const leaves = arrives + stay
      const common = { tail, type, onDay, place, operator, pob: 1 + ((at * 3) % 7), customs: false }
      const ago = (due: number) => minuteNow - due - onDay * 1_440
      const isVip = operator === 'Cloudline Jets'
      const movements: DemoMovement[] = [
        {
          ...common,
          direction: 'inbound',
          minute: arrives,
          status: statusOf(ago(arrives), at),
          parking: demoUnits[(at + 2) % demoUnits.length]?.name ?? null,
          isVip,
        },
      ]
      if (leaves < 1_440)
        movements.push({
          ...common,
          direction: 'outbound',
          minute: leaves,
          status: statusOf(ago(leaves), at + 3),
          parking: null,
          isVip,
        })
      return movements
    }),
  )
}

function statusOf(minutesAgo: number, at: number): DemoMovement['status'] {
  if (at === 5) return 'cancelled'
  if (minutesAgo > 20) return 'completed'
  if (minutesAgo > -5) return 'in_progress'
  if (at % 4 === 1) return 'tentative'
  return at % 6 === 2 ? 'delayed' : 'confirmed'
}

export type DemoDelivery = ReturnType<typeof makeDeliveries>[number]

/** Two weeks of fuel, each delivery measured and priced as the desk would have. */
export function makeDeliveries(random: Random = seededRandom(4711)) {
  return Array.from({ length: 14 }, (_, day) => day - 14).flatMap((onDay) =>
    Array.from({ length: 3 + Math.floor(random.next() * 4) }, (_, at) => {
      const [tail, type] = plan[Math.floor(random.next() * plan.length)] ?? plan[0] ?? ['N418TS', 'PC12']
      const product: FuelProduct = ['PC12', 'B350', 'C68A', 'H25B', 'DA62'].includes(type) ? 'Jet A' : '100LL'
      const quantity =
        Math.round((product === 'Jet A' ? 60 + random.next() * 240 : 12 + random.next() * 50) * 10) / 10
      const entry = { quantity, unit: 'us_gal' as const, densityKgPerL: defaultDensityKgPerL[product] }
      const priceMinor = demoRates.find((rate) => rate.item === product)?.priceMinor ?? 0
      return {
        tail,
        product,
        onDay,
        minute: 480 + at * 95,
        ...entry,
        ...normalizeFuel(entry),
        priced: fuelIn('us_gal', entry),
        unitRateMinor: priceMinor,
        amountMinor: lineNetMinor({
          quantityThousandths: thousandthsOf(quantity),
          unitRateMinor: priceMinor,
          perQuantity: 1,
        }),
      }
    }),
  )
}
