import { splitDateTime } from '#platform/importing/clock.ts'
import { instant, isTimeOfDay } from '#platform/importing/date.ts'
import { optional } from '#platform/importing/index.ts'
import { duration, number } from '#platform/importing/number.ts'
import { boolean, type Parse, type Reading, text } from '#platform/importing/value.ts'

const lenient: readonly Reading[] = [
  { timeZone: 'UTC', dateOrder: 'dmy', decimalSeparator: null, options: {} },
  { timeZone: 'UTC', dateOrder: 'mdy', decimalSeparator: null, options: {} },
]

/** A time is kept as written until its date and its airport are known. */
export const writtenMoment: Parse<string> = text({ max: 60 })

/** Whether a cell holds a time of day, with or without its date. */
export const isMoment = (cell: string) =>
  isTimeOfDay(cell) ||
  (splitDateTime(cell).time !== '' && lenient.some((reading) => 'value' in instant(cell, reading)))

/** Whether a cell may be a place: under “Departure” others write a time. */
export const isPlace = (cell: string) =>
  /[a-z]/i.test(cell) && !/^\d{1,4}\s*[a-z]{1,3}$/i.test(cell) && !isMoment(cell)

/** Whether a cell may be a person: under “PIC” others write hours, under “PF” yes or no. */
export const isName = (cell: string) => /\p{L}{2}/u.test(cell) && !/^(?:true|false|yes|no)$/i.test(cell)

const isLength = (cell: string) => lenient.some((reading) => 'value' in duration(cell, reading))

const time = (title: string, help: string, headers: string[]) =>
  optional({ title, help, headers, shows: 'decimal_separator' as const, fits: isLength, parse: duration })

const holds: Parse<number> = (cell, reading) => {
  const flag = boolean(cell, reading)
  const count = number({ integer: true, min: 0, max: 999 })(cell, reading)
  return 'value' in count || !('value' in flag) ? count : { value: flag.value ? 1 : 0 }
}

// “1;ILS;28R;KDEN” and “ILS 28R” are an approach each; the number in front counts those alike.
const approaches: Parse<number> = (cell) => {
  const [, count] = /^(\d{1,2})\s*(?:;|$)/.exec(cell) ?? []
  return { value: count === undefined ? 1 : Number(count) }
}
const approach = (place: number) =>
  optional({
    title: `Approach ${place}`,
    help: 'What was flown; each counts as one.',
    headers: [`app ${place}`, `flight selected approach ${place}`],
    parse: approaches,
  })

/** What logbooks of one person say of a flight, and what stands for our own fields where a file lacks them. */
export const logbookFields = {
  simulatorTime: time('Simulator time', 'The length of a session, where it has no times of day.', [
    'simulator',
    'sim time',
    'ground simulator',
    'simulated flight',
    'simulated flight time',
    'flight simulator',
    'flight simulator time',
    'time sim',
    'fstd time',
    'ftd',
    'session time',
  ]),
  isSimulator: optional({
    title: 'Simulator session',
    help: 'yes where the row is a session in a simulator.',
    headers: ['is simulator', 'ac is sim', 'is sim'],
    // Others write hours under “Simulator”.
    mustFit: true,
    fits: (cell) => /^(?:yes|no|true|false|y|n)$/i.test(cell),
    parse: boolean,
  }),
  totalTime: time('Total time', 'The length of the flight, where it has no times of day.', [
    'total flight time',
    'total duration',
    'block duration',
    'block time',
    'flight time',
    'duration',
    'total',
    'time total',
    'total time of flight',
  ]),
  picTime: time('Time as pilot in command', 'In a logbook of one person.', ['pic', 'pic time', 'time pic']),
  sicTime: time('Time as second in command', 'In a logbook of one person.', ['sic', 'sic time', 'time sic']),
  soloTime: time('Time solo', 'In a logbook of one person.', ['solo', 'solo time']),
  dualReceivedTime: time('Instruction received', 'In a logbook of one person.', [
    'dual received',
    'dual',
    'time dual',
  ]),
  dualGivenTime: time('Instruction given', 'In a logbook of one person.', [
    'dual given',
    'cfi',
    'as instructor',
    'time instructor',
  ]),
  aircraftType: optional({
    title: 'Type of aircraft',
    help: 'Of an aircraft that is added with its flights.',
    headers: [
      'icao model',
      'type code',
      'ac model',
      'aircraft model',
      'make model',
      'aircraft type type',
      'model',
      'type',
    ],
    parse: text({ max: 100 }),
  }),
  route: optional({
    title: 'Route',
    help: 'From its first to its last airport, where From and To have no columns of their own.',
    headers: ['route of flight', 'via'],
    parse: text({ max: 1000 }),
  }),
  allLandings: optional({
    title: 'Landings',
    help: 'All, by day and by night.',
    headers: ['all landings', 'total landings', 'ldg', 'landings total'],
    parse: number({ integer: true, min: 0, max: 999 }),
  }),
  holds: optional({
    title: 'Holds',
    help: '',
    headers: ['hold', 'holding', 'holding patterns'],
    parse: holds,
  }),
  approach1: approach(1),
  approach2: approach(2),
  approach3: approach(3),
  approach4: approach(4),
  approach5: approach(5),
  approach6: approach(6),
}
