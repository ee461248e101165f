import { defineModule } from '#platform/kernel/operation.ts'
import { aircraftLimit, createAircraft, getAircraft, listAircraft, updateAircraft } from './aircraft.ts'
import { aircraftImport } from './aircraft-import.ts'
import { judgeLedgers } from './judge-ledgers.ts'
import { listMeters, listReadings, recordReading } from './meter.ts'

export { Aircraft } from './aircraft.ts'
export { judgeUnjudged } from './judge-meter.ts'
export { meterMoved } from './meter-moved.ts'
export { type Posting, postReadings, settleReadings, takeBackReadings } from './post-readings.ts'

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
  periodic: [judgeLedgers],
  extensions: [aircraftImport, aircraftLimit],
})
