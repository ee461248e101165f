/** The engines and propellers of the fleet, and what the authority demands of it. */
export interface DemoComponent {
  kind: 'engine' | 'propeller' | 'life_limited_part'
  partNumber: string
  position: string
  overhaulHundredths: number | null
  overhaulMonths: number | null
  lifeLimitHundredths: number | null
  /** Times when the school installed it; the first aircraft of the list has the oldest one. */
  tsnHundredths: number
  tsoHundredths: number | null
}

export const partsOfAircraft: readonly DemoComponent[] = [
  {
    kind: 'engine',
    partNumber: 'IO-360-L2A',
    position: 'Engine 1',
    overhaulHundredths: 200_000,
    overhaulMonths: 144,
    lifeLimitHundredths: null,
    tsnHundredths: 310_050,
    tsoHundredths: 165_020,
  },
  {
    kind: 'propeller',
    partNumber: '1A170E/JHA7660',
    position: 'Propeller 1',
    overhaulHundredths: 200_000,
    overhaulMonths: 72,
    lifeLimitHundredths: null,
    tsnHundredths: 165_020,
    tsoHundredths: null,
  },
]

/** In the front of one aircraft: with little left. */
export const limitedPart: DemoComponent = {
  kind: 'life_limited_part',
  partNumber: 'SH-2000-V',
  position: 'Shoulder harness reel',
  overhaulHundredths: null,
  overhaulMonths: null,
  lifeLimitHundredths: 600_000,
  tsnHundredths: 510_000,
  tsoHundredths: null,
}

export interface DemoDirective {
  kind: 'ad' | 'sb'
  authority: string
  number: string
  title: string
  effectiveOn: string
  typeDesignators: readonly string[]
  /** By the place of the aircraft in the fleet. */
  decide: (place: number) => {
    status: 'open' | 'complied' | 'not_applicable'
    method?: string
    reason?: string
  }
}

const methods = {
  rails: 'Inspected by paragraph (g), no wear beyond its limits',
  hose: 'Replaced the hose by paragraph (h)',
}
export const directives: readonly DemoDirective[] = [
  {
    kind: 'ad',
    authority: 'FAA',
    number: '2011-10-09',
    title: 'Seat rails, rollers and locking pins',
    effectiveOn: '2011-06-17',
    typeDesignators: ['C172', 'C182', 'C152'],
    decide: () => ({ status: 'complied', method: methods.rails }),
  },
  {
    kind: 'ad',
    authority: 'FAA',
    number: '2020-18-01',
    title: 'Fuel injection hose',
    effectiveOn: '2020-10-09',
    typeDesignators: ['C172', 'C182'],
    decide: (place) =>
      place % 3 === 0
        ? { status: 'not_applicable', reason: 'It left the factory with the hose of the later part number' }
        : { status: 'complied', method: methods.hose },
  },
  {
    kind: 'sb',
    authority: 'Lycoming',
    number: 'SB 480F',
    title: 'Oil and filter, and the inspection of the filter',
    effectiveOn: '2017-07-25',
    typeDesignators: [],
    decide: (place) => (place % 4 === 1 ? { status: 'open' } : { status: 'complied', method: 'Adopted' }),
  },
]
