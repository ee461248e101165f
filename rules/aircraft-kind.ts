export const aircraftCategories = [
  'airplane',
  'rotorcraft',
  'glider',
  'lighter_than_air',
  'powered_lift',
  'uas',
  'simulator',
] as const
export const aircraftClasses = [
  'single_engine_land',
  'multi_engine_land',
  'single_engine_sea',
  'multi_engine_sea',
  'helicopter',
  'gyroplane',
  'glider',
  'balloon',
  'none',
] as const
export const engineTypes = ['piston', 'turboprop', 'jet', 'electric', 'turboshaft', 'none'] as const

export type AircraftCategory = (typeof aircraftCategories)[number]
export type AircraftClass = (typeof aircraftClasses)[number]
export type EngineType = (typeof engineTypes)[number]
export interface AircraftKind {
  category: AircraftCategory
  class: AircraftClass
  engineType: EngineType
}

interface Possible {
  classes: readonly AircraftClass[]
  engines: readonly EngineType[]
}

/** 14 CFR 61.5(b) has the classes of each category. The first is what an aircraft is by default. */
const possible: Record<AircraftCategory, Possible> = {
  airplane: {
    classes: ['single_engine_land', 'multi_engine_land', 'single_engine_sea', 'multi_engine_sea'],
    engines: ['piston', 'turboprop', 'jet', 'electric'],
  },
  rotorcraft: {
    classes: ['helicopter', 'gyroplane'],
    engines: ['piston', 'turboshaft', 'electric'],
  },
  glider: {
    classes: ['glider'],
    engines: ['none', 'piston', 'electric', 'jet'],
  },
  // An airship has no class of its own here.
  lighter_than_air: {
    classes: ['balloon', 'none'],
    engines: ['none', 'piston', 'turboprop', 'electric'],
  },
  powered_lift: {
    classes: ['none'],
    engines: ['turboshaft', 'turboprop', 'piston', 'electric', 'jet'],
  },
  // Both may have any engine, and a device stands for any class.
  uas: { classes: ['none', ...aircraftClasses], engines: ['electric', ...engineTypes] },
  simulator: { classes: aircraftClasses, engines: ['none', ...engineTypes] },
}

/** The kind, where what was not said follows from the category. */
export function completeKind({
  category = 'airplane',
  class: of,
  engineType,
}: Partial<AircraftKind>): AircraftKind {
  const { classes, engines } = possible[category]
  return {
    category,
    class: of ?? (classes[0] as AircraftClass),
    engineType: engineType ?? (engines[0] as EngineType),
  }
}

/** What no aircraft can be: a glider for single-engine land, a helicopter with a turboprop. */
export function faultOfKind(kind: AircraftKind): { field: 'class' | 'engineType'; message: string } | null {
  const { classes, engines } = possible[kind.category]
  const words = (value: string) => value.replaceAll('_', ' ')
  const refuse = (field: 'class' | 'engineType', values: readonly string[]) => ({
    field,
    message: `is ${kind[field]}, and the category ${words(kind.category)} has ${values.join(', ')}`,
  })
  if (!classes.includes(kind.class)) return refuse('class', classes)
  if (!engines.includes(kind.engineType)) return refuse('engineType', engines)
  return null
}

/** A category, a class, or both, whatever the words say. */
export type NamedKind = { category: AircraftCategory | null; class: AircraftClass | null }

const named: readonly [AircraftCategory | null, AircraftClass | null, readonly string[]][] = [
  [null, 'none', ['none']],
  ['airplane', null, ['airplane', 'aeroplane', 'fixed wing', 'plane']],
  [
    'airplane',
    'single_engine_land',
    ['single engine land', 'sel', 'asel', 'single engine', 'single', 'sep land'],
  ],
  [
    'airplane',
    'multi_engine_land',
    ['multi engine land', 'mel', 'amel', 'multi engine', 'multi', 'twin', 'mep land'],
  ],
  ['airplane', 'single_engine_sea', ['single engine sea', 'ses', 'ases', 'sep sea']],
  ['airplane', 'multi_engine_sea', ['multi engine sea', 'mes', 'ames', 'mep sea']],
  ['rotorcraft', null, ['rotorcraft']],
  ['rotorcraft', 'helicopter', ['helicopter', 'rotorcraft helicopter', 'rh', 'heli']],
  ['rotorcraft', 'gyroplane', ['gyroplane', 'autogyro', 'gyrocopter', 'rotorcraft gyroplane']],
  ['glider', 'glider', ['glider', 'sailplane']],
  ['lighter_than_air', null, ['lighter than air', 'lta']],
  ['lighter_than_air', 'balloon', ['balloon', 'hot air balloon', 'free balloon', 'lighter than air balloon']],
  ['lighter_than_air', 'none', ['airship', 'blimp', 'lighter than air airship']],
  ['powered_lift', null, ['powered lift']],
  ['uas', null, ['uas', 'drone', 'uav', 'unmanned', 'suas']],
  ['simulator', null, ['simulator', 'ftd', 'aatd', 'batd', 'ffs', 'sim', 'fnpt', 'training device']],
]
const fold = (words: string) => words.toLowerCase().replaceAll(/[^a-z]/g, '')
const kinds = new Map(
  named.flatMap(([category, of, words]) =>
    words.map((word): [string, NamedKind] => [fold(word), { category, class: of }]),
  ),
)

/** The codes of the FAA registry for a kind of aircraft; weight-shift and powered parachutes are none of ours. */
export const registryKinds = {
  '1': { category: 'glider', class: 'glider' },
  '2': { category: 'lighter_than_air', class: 'balloon' },
  '3': { category: 'lighter_than_air', class: 'none' },
  '4': { category: 'airplane', class: 'single_engine_land' },
  '5': { category: 'airplane', class: 'multi_engine_land' },
  '6': { category: 'rotorcraft', class: 'helicopter' },
  '9': { category: 'rotorcraft', class: 'gyroplane' },
  H: { category: 'powered_lift', class: 'none' },
} as const satisfies Record<string, NamedKind>

/** Reads `ASEL`, `Airplane single-engine land`, `Helicopter`: what files have in one or two columns. */
export function readKind(words: string): NamedKind | null {
  const folded = fold(words)
  const ofAirplane = kinds.get(folded.replace(/^(?:airplane|aeroplane)(?=.)/, ''))
  return kinds.get(folded) ?? (ofAirplane?.category === 'airplane' ? ofAirplane : null)
}
