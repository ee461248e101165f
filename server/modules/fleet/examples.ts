import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  registration: 'N172SP',
  typeDesignator: 'C172',
  category: 'airplane',
  class: 'single_engine_land',
  serialNumber: '172S9123',
  icao24: 'a1b2c3',
  make: 'Cessna',
  model: '172S',
  year: 2004,
  seats: 4,
  baseAirport: 'KFNL',
  aircraftRegistration: 'N172SP',
  readingHundredths: 234_630,
  hobbsHundredths: 234_630,
  tachHundredths: 198_740,
})
