import { date } from '#platform/importing/date.ts'
import type { ImportRow } from '#platform/importing/index.ts'
import { optional, required } from '#platform/importing/index.ts'
import { type HoursUnit, hours, number } from '#platform/importing/number.ts'
import { choice, code, type Parse, text } from '#platform/importing/value.ts'
import type { FuelUnit } from '#rules/fuel.ts'
import { crewFields, person } from './flight-import-crew.ts'
import { fuelFields } from './flight-import-fuel.ts'
import { isMoment, isName, isPlace, logbookFields, writtenMoment } from './flight-import-logbook.ts'
import { personFields } from './flight-import-person.ts'
import type { Settled } from './settle-counts.ts'

const meter = hours(({ meterUnit }) => (meterUnit ?? 'hours') as HoursUnit)
const airportCode = code({ pattern: /^[A-Z0-9-]{2,8}$/, expected: 'an airport code such as KFNL' })
// “Charlotte / Douglas (CLT/KCLT)” names the place and its codes, the ICAO code last.
const airport: Parse<string> = (cell, reading) =>
  airportCode(/\((?:[A-Z0-9]{3}\/)?([A-Z0-9]{3,4})\)$/.exec(cell)?.[1] ?? cell, reading)
const count = (title: string, headers: string[]) =>
  optional({ title, help: '', headers, parse: number({ integer: true, min: 0, max: 999 }) })
const reading = (title: string, help: string, headers: string[]) =>
  optional({ title, help, unit: 'hours', headers, shows: 'decimal_separator' as const, parse: meter })

export const flightImportFields = {
  aircraft: required({
    title: 'Aircraft',
    help: 'The registration of an aircraft that is here already.',
    headers: [
      'registration',
      'tail',
      'tail number',
      'n-number',
      'reg',
      'ident',
      'aircraft id',
      'aircraft ident',
      'aircraft registration',
      'aircraft reg',
      'Kennzeichen',
    ],
    // C172 is rather a type, where another column has registrations.
    fits: (cell) => /^(?:[a-z]+-|n\d|[a-z0-9-]{5,})/i.test(cell) && /^[a-z0-9][a-z0-9 -]{1,12}$/i.test(cell),
    parse: code({ pattern: /^[A-Z0-9][A-Z0-9-]{1,11}$/, expected: 'a registration' }),
  }),
  date: optional({
    title: 'Date',
    help: 'Of the departure, where the times stand alone in their columns.',
    headers: ['flight date', 'date of flight', 'departure date', 'date flown', 'datum', 'day'],
    shows: 'date_order',
    parse: date,
  }),
  offBlock: optional({
    title: 'Off block',
    help: 'Date and time, or the time alone with a date column.',
    headers: [
      'off block at',
      'off blocks',
      'block off',
      'blocks off',
      'out',
      'out time',
      'time out',
      'departure time',
      'departure',
      'dep time',
      'block out',
      'engine start',
      'start',
      'start time',
      'chocks off',
    ],
    shows: 'date_order',
    fits: isMoment,
    parse: writtenMoment,
  }),
  takeOff: optional({
    title: 'Take-off',
    help: '',
    headers: ['take off at', 'takeoff time', 'off', 'wheels up', 'airborne'],
    shows: 'date_order',
    fits: isMoment,
    parse: writtenMoment,
  }),
  landing: optional({
    title: 'Landing',
    help: '',
    // Out, off, on, in: of the four, on is the landing.
    headers: ['landing at', 'landing time', 'on', 'touchdown', 'wheels down'],
    shows: 'date_order',
    fits: isMoment,
    parse: writtenMoment,
  }),
  onBlock: optional({
    title: 'On block',
    help: 'Date and time, or the time alone with a date column.',
    headers: [
      'on block at',
      'on blocks',
      'block on',
      'blocks on',
      'in',
      'in time',
      'time in',
      'arrival time',
      'arrival',
      'arr time',
      'block in',
      'engine end',
      'end',
      'end time',
      'chocks on',
    ],
    shows: 'date_order',
    fits: isMoment,
    parse: writtenMoment,
  }),
  arrivalDate: optional({
    title: 'Arrival date',
    help: 'For flights over midnight whose times stand alone.',
    headers: ['date of arrival', 'arr date', 'end date'],
    shows: 'date_order',
    parse: date,
  }),
  fromAirport: optional({
    title: 'From',
    help: 'The code of the airport.',
    headers: [
      'from airport',
      'origin',
      'dep',
      'departure airport',
      'departure place',
      'adep',
      'route from',
      'departed from',
      'departure',
    ],
    fits: isPlace,
    parse: airport,
  }),
  toAirport: optional({
    title: 'To',
    help: 'The code of the airport.',
    headers: [
      'to airport',
      'destination',
      'dest',
      'arr',
      'arrival airport',
      'arrival place',
      'ades',
      'route to',
      'arrived at',
      'arrival',
    ],
    fits: isPlace,
    parse: airport,
  }),
  ...crewFields,
  flightType: optional({
    title: 'Type of flight',
    help: 'training with an instructor on board, otherwise private, by default.',
    headers: ['flight type', 'type', 'purpose', 'category', 'nature of flight'],
    mustFit: true,
    parse: choice({
      training: ['instruction', 'lesson', 'dual', 'solo', 'student'],
      private: ['personal', 'rental', 'rent', 'club'],
      charter: ['part 135', '135', 'commercial', 'passenger'],
      aerial_work: ['survey', 'patrol', 'fire', 'photo', 'banner tow', 'glider tow', 'spraying'],
      positioning: ['ferry', 'reposition', 'repositioning'],
      maintenance: ['test flight', 'check flight', 'functional check flight'],
      checkride: ['practical test', 'exam', 'skill test'],
      other: [],
    }),
  }),
  operation: optional({
    title: 'Operation',
    help: 'The rules under which it was flown, such as 91, 135 or NCO.',
    headers: ['operating rules', 'rule set', 'rules', 'regulation', 'part', 'far part', 'operation type'],
    mustFit: true,
    parse: choice({
      91: ['part 91', 'far 91', '91.0', '14 cfr 91'],
      '91_instruction_for_hire': ['91 instruction for hire', 'instruction for hire', 'part 91 instruction'],
      135: ['part 135', 'far 135', '135.0', '14 cfr 135'],
      ncc: ['part-ncc', 'part ncc'],
      nco: ['part-nco', 'part nco'],
      cat: ['part-cat', 'part cat', 'commercial air transport'],
      spo: ['part-spo', 'part spo', 'specialised operations', 'specialized operations'],
    }),
  }),
  aircraftProvider: optional({
    title: 'Aircraft provided by',
    help: 'For instruction: the instructor or school, or the student.',
    headers: ['instruction aircraft provided by', 'aircraft provider', 'aircraft owner for instruction'],
    mustFit: true,
    parse: choice({
      instructor_or_school: ['school', 'instructor', 'club', 'operator'],
      student: ['student owned', 'own aircraft', 'owner'],
    }),
  }),
  soleManipulator: optional({
    title: 'Pilot flying',
    help: 'Who made the take-offs and landings, where two pilots could have.',
    headers: ['sole manipulator', 'pf', 'handling pilot', 'manipulator'],
    fits: isName,
    mustFit: true,
    parse: person,
  }),
  hobbsOut: reading('Hobbs out', 'Before the flight.', [
    'hobbs start',
    'hobbs begin',
    'hobbs before',
    'start hobbs',
  ]),
  hobbsIn: reading('Hobbs in', 'After the flight.', ['hobbs end', 'hobbs after', 'hobbs stop', 'end hobbs']),
  tachOut: reading('Tach out', 'Before the flight.', [
    'tach start',
    'tach begin',
    'tach before',
    'start tach',
  ]),
  tachIn: reading('Tach in', 'After the flight.', ['tach end', 'tach after', 'tach stop', 'end tach']),
  dayTakeOffs: count('Day take-offs', [
    'day takeoffs',
    'takeoffs day',
    'takeoffs',
    't/o',
    'to day',
    'day t/o',
  ]),
  nightTakeOffs: count('Night take-offs', [
    'night takeoffs',
    'takeoffs night',
    't/o night',
    'night t/o',
    'to night',
  ]),
  dayLandings: count('Day landings', ['landings day', 'ldg day', 'day ldg']),
  nightLandings: count('Night landings', ['landings night', 'ldg night', 'night ldg']),
  dayFullStopLandings: count('Day full-stop landings', [
    'full stop landings',
    'full stops',
    'fs day landings',
    'day landings full stop',
  ]),
  nightFullStopLandings: count('Night full-stop landings', [
    'night full stops',
    'fs night landings',
    'night landings full stop',
  ]),
  approaches: count('Approaches', ['instrument approaches', 'num instrument approaches', 'iap']),
  ...fuelFields,
  oil: optional({
    title: 'Oil',
    help: 'What was added.',
    unit: 'quarts',
    headers: ['oil quarts', 'oil added', 'oil qts'],
    shows: 'decimal_separator',
    parse: number({ min: 0, max: 1000 }),
  }),
  project: optional({
    title: 'Project',
    help: 'Name or short name of a project that is here already.',
    headers: ['project name', 'project slug', 'contract', 'job'],
    parse: text({ max: 200 }),
  }),
  remarks: optional({
    title: 'Remarks',
    help: '',
    headers: ['notes', 'comments', 'remarks and endorsements', 'description'],
    parse: text({ max: 5000 }),
  }),
  ...logbookFields,
  ...personFields,
}

export type FlightRecord = {
  id: string
  aircraftId: string | null
  projectId: string | null
  crew: (Settled['crew'][number] & { position: number })[]
  fuelUnit: FuelUnit | null
  // Its times are placeholders, so it waits for a person.
  isDraft: boolean
  values: ImportRow<typeof flightImportFields, unknown>['values']
}

export type FlightRow = ImportRow<typeof flightImportFields, FlightRecord>
