import { defineModule } from '#platform/kernel/operation.ts'
import { aircraftLimit, createAircraft, getAircraft, listAircraft, updateAircraft } from './aircraft.ts'
import { aircraftImport } from './aircraft-import.ts'
import { listMeters, listReadings, recordReading } from './meter.ts'

export { Aircraft } from './aircraft.ts'
export { type Posting, postReadings } from './meter.ts'
export { meterMoved, tellMetersMoved } from './meter-moved.ts'

export const fleet = defineModule({
  name: 'fleet',
  title: 'Fleet',
  operations: [
    listAircraft,
    createAircraft,
    getAircraft,
    updateAircraft,
    listMeters,
    listReadings,
    recordReading,
  ],
  extensions: [aircraftImport, aircraftLimit],
})
