import { date, instant, timeOfDay } from '#platform/importing/date.ts'
import type { ImportRow } from '#platform/importing/index.ts'
import { optional, required } from '#platform/importing/index.ts'
import { type HoursUnit, hours, number } from '#platform/importing/number.ts'
import { choice, code, type Parse, text } from '#platform/importing/value.ts'
import type { Settled } from './settle-counts.ts'

// With its date it is a moment; alone it waits for the row's date.
const moment: Parse<string> = (cell, reading) =>
  /^\d{1,2}:?\d{2}(?![\d/.-])/.test(cell.trim()) ? timeOfDay(cell, reading) : instant(cell, reading)
const meter = hours(({ meterUnit }) => (meterUnit ?? 'hours') as HoursUnit)
const airport = code({ pattern: /^[A-Z0-9-]{2,8}$/, expected: 'an airport code such as KFNL' })
const person = text({ max: 254 })
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
      'Kennzeichen',
    ],
    parse: code({ pattern: /^[A-Z0-9][A-Z0-9-]{1,11}$/, expected: 'a registration' }),
  }),
  date: optional({
    title: 'Date',
    help: 'Of the departure, where the times stand alone in their columns.',
    headers: ['flight date', 'date of flight', 'departure date', 'datum', 'day'],
    shows: 'date_order',
    parse: date,
  }),
  offBlock: required({
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
      'departure',
      'departure time',
      'dep time',
      'start',
      'start time',
      'chocks off',
    ],
    shows: 'date_order',
    parse: moment,
  }),
  takeOff: optional({
    title: 'Take-off',
    help: '',
    headers: ['take off at', 'takeoff time', 'off', 'wheels up', 'airborne'],
    shows: 'date_order',
    parse: moment,
  }),
  landing: optional({
    title: 'Landing',
    help: '',
    headers: ['landing at', 'landing time', 'touchdown', 'wheels down'],
    shows: 'date_order',
    parse: moment,
  }),
  onBlock: required({
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
      'arrival',
      'arrival time',
      'arr time',
      'end',
      'end time',
      'chocks on',
    ],
    shows: 'date_order',
    parse: moment,
  }),
  arrivalDate: optional({
    title: 'Arrival date',
    help: 'For flights over midnight whose times stand alone.',
    headers: ['date of arrival', 'arr date', 'end date'],
    shows: 'date_order',
    parse: date,
  }),
  fromAirport: required({
    title: 'From',
    help: 'The code of the airport.',
    headers: ['from airport', 'origin', 'dep', 'departure airport', 'adep', 'route from', 'departed from'],
    parse: airport,
  }),
  toAirport: required({
    title: 'To',
    help: 'The code of the airport.',
    headers: [
      'to airport',
      'destination',
      'dest',
      'arr',
      'arrival airport',
      'ades',
      'route to',
      'arrived at',
    ],
    parse: airport,
  }),
  pic: optional({
    title: 'Pilot in command',
    help: 'Name, email or employee number of somebody who is here already.',
    headers: ['pic', 'captain', 'pilot', 'pilot name', 'commander', 'pilot 1'],
    parse: person,
  }),
  sic: optional({
    title: 'Second in command',
    help: '',
    headers: ['sic', 'copilot', 'first officer', 'pilot 2'],
    parse: person,
  }),
  instructor: optional({
    title: 'Instructor',
    help: '',
    headers: ['cfi', 'flight instructor', 'instructor name'],
    parse: person,
  }),
  student: optional({
    title: 'Student',
    help: 'Who received the instruction.',
    headers: ['dual', 'student name', 'student pilot', 'trainee'],
    parse: person,
  }),
  solo: optional({
    title: 'Solo',
    help: 'A student alone on board.',
    headers: ['solo student', 'solo pilot'],
    parse: person,
  }),
  flightType: optional({
    title: 'Type of flight',
    help: 'training with an instructor on board, otherwise private, by default.',
    headers: ['flight type', 'type', 'purpose', 'category', 'nature of flight'],
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
    parse: choice({
      instructor_or_school: ['school', 'instructor', 'club', 'operator'],
      student: ['student owned', 'own aircraft', 'owner'],
    }),
  }),
  soleManipulator: optional({
    title: 'Pilot flying',
    help: 'Who made the take-offs and landings, where two pilots could have.',
    headers: ['sole manipulator', 'pf', 'handling pilot', 'manipulator'],
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
  dayTakeOffs: count('Day take-offs', ['day takeoffs', 'takeoffs day', 'takeoffs', 't/o']),
  nightTakeOffs: count('Night take-offs', ['night takeoffs', 'takeoffs night', 't/o night']),
  dayLandings: count('Day landings', ['landings', 'landings day', 'all landings', 'ldg', 'ldg day']),
  nightLandings: count('Night landings', ['landings night', 'ldg night']),
  dayFullStopLandings: count('Day full-stop landings', [
    'full stop landings',
    'full stops',
    'day landings full stop',
  ]),
  nightFullStopLandings: count('Night full-stop landings', ['night full stops', 'night landings full stop']),
  approaches: count('Approaches', ['instrument approaches', 'iap']),
  holds: count('Holds', ['holding', 'holding patterns']),
  fuel: optional({
    title: 'Fuel',
    help: 'What was taken up.',
    headers: ['fuel quantity', 'fuel added', 'fuel uplift', 'fuel gallons', 'fuel litres', 'gallons'],
    shows: 'decimal_separator',
    parse: number({ min: 0, max: 1_000_000 }),
  }),
  fuelUnit: optional({
    title: 'Fuel unit',
    help: 'Where rows differ; otherwise see the options.',
    headers: ['unit of fuel'],
    parse: choice({
      us_gal: ['gal', 'gallon', 'gallons', 'usg', 'us gallons'],
      imp_gal: ['imperial gallons'],
      l: ['liter', 'litre', 'liters', 'litres', 'ltr'],
      kg: ['kilogram', 'kilograms'],
      lb: ['lbs', 'pound', 'pounds'],
    }),
  }),
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
}

export type FlightRecord = {
  id: string
  aircraftId: string | null
  projectId: string | null
  crew: (Settled['crew'][number] & { position: number })[]
  fuelUnit: string | null
  values: ImportRow<typeof flightImportFields, unknown>['values']
}

export type FlightRow = ImportRow<typeof flightImportFields, FlightRecord>
