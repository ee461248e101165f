import { defineModule } from '#platform/kernel/module.ts'
import * as aircraft from './aircraft.ts'
import * as aircraftImport from './aircraft-import.ts'
import * as judgeLedgers from './judge-ledgers.ts'
import * as meter from './meter.ts'

export { Aircraft } from './aircraft.ts'
export { judgeUnjudged } from './judge-meter.ts'
export { meterMoved } from './meter-moved.ts'
export { type Posting, postReadings, settleReadings, takeBackReadings } from './post-readings.ts'

export const fleet = defineModule({
  name: 'fleet',
  title: 'Fleet',
  parts: [aircraft, aircraftImport, judgeLedgers, meter],
})
