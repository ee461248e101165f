import { defineModule } from '#platform/kernel/module.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import * as compliance from './compliance.ts'
import * as event from './event.ts'
import * as finance from './finance.ts'
import * as fleet from './fleet.ts'
import * as flight from './flight.ts'
import * as maintenance from './maintenance.ts'
import * as pilot from './pilot.ts'
import * as session from './session.ts'
import * as training from './training.ts'

/** The read-only API for other programs: few fields, kept stable, each list behind its own scope. */
export const publicApi = defineModule({
  name: 'public',
  title: 'Public API',
  summary: 'Read-only lists with a small, stable set of fields, for other programs.',
  core: true,
  parts: [
    pilot,
    flight,
    fleet,
    maintenance,
    compliance,
    session,
    training,
    finance,
    event,
    scopeSentences({
      'public.compliance:read': 'Read the public list of compliance records.',
      'public.events:read': 'Read the log of public events.',
      'public.finance:read': 'Read what was billed, credited and paid by period.',
      'public.fleet:read': 'Read the public list of aircraft.',
      'public.flights:read': 'Read the public list of flights.',
      'public.invoices:read': 'Read issued invoices with their lines.',
      'public.maintenance:read':
        'Read how many maintenance items of each aircraft are overdue, upcoming and in order.',
      'public.pilots:read': 'Read the public list of pilots.',
      'public.planning:read': 'Read the public list of bookings of the schedule.',
      'public.signoffs:read': 'Read the public list of training sign-offs.',
      'public.training:read': 'Read the public list of training progress.',
      'public.vtr:read': 'Read the public list of verified training records, without their content.',
    }),
  ],
})
