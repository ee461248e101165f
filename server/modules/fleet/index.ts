import { defineModule } from '#platform/kernel/module.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import * as aircraft from './aircraft.ts'
import * as aircraftImport from './aircraft-import.ts'
import * as aircraftWarnings from './aircraft-warning.ts'
import * as examples from './examples.ts'
import * as findAircraft from './find-aircraft.ts'
import * as judgeLedgers from './judge-ledgers.ts'
import * as meter from './meter.ts'
import * as writeAircraft from './write-aircraft.ts'

export { addNamedAircraft, type NamedAircraft } from './add-aircraft.ts'
export { Aircraft, PublicAircraft } from './aircraft.ts'
export { aircraftImported } from './aircraft-import.ts'
export { aircraftWarning } from './aircraft-warning.ts'
export { type AircraftMatch, aircraftColumn, type FindAircraft, loadAircraft } from './find-aircraft.ts'
export { judgeUnjudged } from './judge-meter.ts'
export { meterMoved } from './meter-moved.ts'
export { type Posting, postReadings, settleReadings, takeBackReadings } from './post-readings.ts'
export { changeService, statusWord } from './service-status.ts'

export const fleet = defineModule({
  name: 'fleet',
  title: 'Fleet',
  summary: 'Aircraft and the ledger of their meters.',
  parts: [
    aircraft,
    aircraftWarnings,
    findAircraft,
    writeAircraft,
    meter,
    aircraftImport,
    judgeLedgers,
    examples,
    scopeSentences({
      'aircraft:read': 'Read aircraft, their meters and the readings.',
      'aircraft:write':
        'Create and update aircraft, and record meter readings, adjustments and replacements.',
    }),
  ],
})
