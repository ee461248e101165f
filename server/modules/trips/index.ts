import { defineModule } from '#platform/kernel/module.ts'
import { notificationDefault } from '#platform/kernel/notification-default.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import { operationsRoles } from '#server/roles.ts'
import * as authoriseTrip from './authorise-trip.ts'
import * as createTrip from './create-trip.ts'
import * as dispatchBoard from './dispatch-board.ts'
import * as dispatchSheet from './dispatch-sheet.ts'
import * as erasePassengers from './erase-passengers.ts'
import * as examples from './examples.ts'
import * as flyTrip from './fly-trip.ts'
import * as frat from './frat.ts'
import { fratSecondPersonNeeded } from './frat.ts'
import * as manifest from './manifest.ts'
import * as planTrip from './plan-trip.ts'
import * as plannedLegs from './planned-legs.ts'
import * as releaseTrip from './release-trip.ts'
import * as riskCheck from './risk-check.ts'
import * as trip from './trip.ts'
import * as tripEvent from './trip-event.ts'
import { tripReleaseVoided } from './trip-event.ts'
import * as tripImport from './trip-import.ts'
import * as tripRequest from './trip-request.ts'

export const trips = defineModule({
  name: 'trips',
  title: 'Trips',
  summary: 'Trips from the request to the close-out: legs, crew, release, dispatch and flight risk.',
  parts: [
    trip,
    createTrip,
    planTrip,
    releaseTrip,
    authoriseTrip,
    flyTrip,
    plannedLegs,
    tripRequest,
    dispatchBoard,
    manifest,
    dispatchSheet,
    frat,
    riskCheck,
    tripEvent,
    tripImport,
    erasePassengers,
    examples,
    notificationDefault({
      key: 'trip_release_voided',
      name: 'Releases of trips that were voided',
      event: tripReleaseVoided,
      severity: 'high',
      roles: ['account_owner', 'admin', ...operationsRoles],
    }),
    notificationDefault({
      key: 'frat_second_person_needed',
      name: 'Red flight risk assessments',
      event: fratSecondPersonNeeded,
      severity: 'high',
      roles: ['account_owner', 'admin', ...operationsRoles],
    }),
    scopeSentences({
      'trips:read':
        'Read trips with passengers, their releases, requests, flight risk and the dispatch board.',
      'trips:write':
        'Create, update, quote, request, confirm, schedule, release, file, depart, close out, complete, cancel and reopen trips; create, quote, accept and decline trip requests; create flight risk forms and assessments.',
    }),
  ],
})
