import { optional, required } from '#platform/importing/index.ts'
import { type HoursUnit, hours, number } from '#platform/importing/number.ts'
import { boolean, choice, code, cut, type Parse, text } from '#platform/importing/value.ts'
import { type NamedKind, readKind, registryKinds } from '#rules/aircraft-kind.ts'

const meter = hours(({ meterUnit }) => (meterUnit ?? 'hours') as HoursUnit)
const flag = (title: string, help: string, headers: string[]) =>
  optional({ title, help, headers, parse: boolean })

const kind: Parse<NamedKind> = (cell) => {
  const named = readKind(cell)
  if (named) return { value: named }
  return {
    problem: `“${cut(cell)}” is no category or class: write it as in “ASEL”, “helicopter” or “glider”`,
  }
}

const registryKind: Parse<NamedKind> = (cell) => {
  const code = cell.toUpperCase()
  if (code in registryKinds) return { value: registryKinds[code as keyof typeof registryKinds] }
  return {
    problem: `“${cut(cell)}” is no kind of aircraft that is here: give it a category in another column`,
  }
}

/** The columns of a file of aircraft. */
export const aircraftFields = {
  registration: required({
    title: 'Registration',
    help: 'As on the aircraft, such as N172SP. Each may be there once.',
    headers: [
      'tail number',
      'tail',
      'n-number',
      'reg',
      'ident',
      'aircraft',
      'aircraft registration',
      'Kennzeichen',
      'immatriculation',
    ],
    parse: code({
      pattern: /^[A-Z0-9][A-Z0-9-]{1,11}$/,
      expected: 'a registration: letters, digits and hyphens, such as N172SP',
    }),
  }),
  typeDesignator: optional({
    title: 'Type',
    isAsked: true,
    help: 'The ICAO type designator, such as C172; “Cessna 172S” is understood.',
    headers: ['type designator', 'icao type', 'aircraft type', 'type code', 'designator'],
    parse: text({ max: 100 }),
  }),
  make: optional({
    title: 'Make',
    help: 'Who built it.',
    headers: ['manufacturer', 'brand'],
    parse: text({ max: 100 }),
  }),
  model: optional({
    title: 'Model',
    help: 'What its maker calls it.',
    headers: ['model name', 'variant'],
    parse: text({ max: 100 }),
  }),
  serialNumber: optional({
    title: 'Serial number',
    help: '',
    headers: ['serial', 's/n', 'msn', 'construction number'],
    parse: text({ max: 60 }),
  }),
  icao24: optional({
    title: '24-bit address',
    help: 'The Mode S code in six hexadecimal digits.',
    headers: ['mode s code hex', 'mode s', 'mode s code', 'hex', 'transponder code', 'icao address'],
    // The registry of the FAA has an octal one too.
    mustFit: true,
    parse: code({ pattern: /^[0-9A-F]{6}$/, expected: 'an address of six hexadecimal digits' }),
  }),
  year: optional({
    title: 'Year',
    help: 'The year it was built.',
    headers: ['year built', 'year of manufacture', 'year mfr'],
    parse: number({ integer: true, min: 1900, max: 2100 }),
  }),
  category: optional({
    title: 'Category',
    help: 'airplane by default; “ASEL” says the class too.',
    headers: ['aircraft category', 'category class', 'category and class', 'cat class'],
    parse: kind,
  }),
  class: optional({
    title: 'Class',
    help: 'By default the first of the category, such as single_engine_land.',
    headers: ['aircraft class'],
    parse: kind,
  }),
  registryKind: optional({
    title: 'FAA type of aircraft',
    help: 'The code of the FAA registry, where no column has the category: 4 is a single-engine airplane.',
    headers: ['type aircraft', 'type acft'],
    parse: registryKind,
  }),
  registryEngine: optional({
    title: 'FAA type of engine',
    help: 'The code of the FAA registry, where no column has the engine: 1 is a piston engine.',
    headers: ['type engine', 'type eng'],
    parse: choice({
      none: ['0'],
      piston: ['1', '7', '8', '11'],
      turboprop: ['2'],
      turboshaft: ['3'],
      jet: ['4', '5'],
      electric: ['10'],
    }),
  }),
  engineType: optional({
    title: 'Engine type',
    help: 'By default the first of the category, such as piston for an airplane.',
    headers: ['engine', 'powerplant'],
    parse: choice({
      piston: ['reciprocating', 'recip'],
      // A piston engine for jet fuel.
      diesel: ['diesel piston', 'aero diesel', 'compression ignition'],
      turboprop: ['turbo prop'],
      jet: ['turbofan', 'turbojet'],
      electric: [],
      turboshaft: [],
      none: [],
    }),
  }),
  fuelProduct: optional({
    title: 'Fuel',
    help: '100LL for a piston engine and Jet A for a turbine by default.',
    headers: ['fuel type', 'fuel product', 'fuel grade'],
    parse: choice({
      '100LL': ['avgas', '100 ll', 'avgas 100ll'],
      UL94: ['94ul', 'unleaded'],
      'Jet A': ['jeta', 'jet fuel', 'kerosene'],
      'Jet A-1': ['jeta1', 'jet a1'],
    }),
  }),
  seats: optional({
    title: 'Seats',
    help: '',
    headers: ['number of seats', 'seat count'],
    parse: number({ integer: true, min: 0, max: 1000 }),
  }),
  isTailwheel: flag('Tailwheel', 'yes or no', ['is tailwheel', 'taildragger', 'conventional gear']),
  isComplex: flag('Complex', 'yes or no', ['is complex']),
  isHighPerformance: flag('High performance', 'yes or no', ['is high performance', 'hp']),
  isTaa: flag('Technically advanced', 'yes or no (61.129(j))', ['is taa', 'taa', 'glass']),
  isIfr: flag('IFR', 'yes or no', ['is ifr', 'ifr equipped', 'ifr certified']),
  isNight: flag('Night', 'yes or no', ['is night', 'night equipped']),
  status: optional({
    title: 'Status',
    help: 'active by default.',
    headers: ['aircraft status', 'state'],
    // A state of the United States is another thing.
    mustFit: true,
    parse: choice({
      active: ['online', 'in service', 'serviceable', 'available', 'flying', 'airworthy', 'up'],
      maintenance: ['in maintenance', 'mx', 'in mx', 'down', 'down for mx', 'down for maintenance'],
      aog: ['grounded', 'unserviceable', 'aircraft on ground'],
      storage: ['stored'],
      retired: ['inactive'],
      sold: [],
    }),
  }),
  baseAirport: optional({
    title: 'Base',
    help: 'The code of its home airport.',
    headers: ['base airport', 'home base', 'home airport', 'location'],
    parse: code({ pattern: /^[A-Z0-9]{2,5}$/, expected: 'an airport code such as KFNL' }),
  }),
  hobbs: optional({
    title: 'Hobbs',
    help: 'Where the meter stands today.',
    unit: 'hours',
    headers: ['hobbs time', 'current hobbs', 'hobbs hours'],
    shows: 'decimal_separator',
    parse: meter,
  }),
  tach: optional({
    title: 'Tach',
    help: 'Where the meter stands today.',
    unit: 'hours',
    headers: ['tach time', 'current tach', 'tacho'],
    shows: 'decimal_separator',
    parse: meter,
  }),
  air: optional({
    title: 'Air time',
    help: 'Time in service today.',
    unit: 'hours',
    headers: ['airframe hours', 'ttaf', 'total time', 'time in service', 'tt'],
    shows: 'decimal_separator',
    parse: meter,
  }),
  cycles: optional({
    title: 'Cycles',
    help: 'Landings since new, today.',
    headers: ['landings', 'total landings', 'total cycles', 'airframe cycles', 'landings since new'],
    parse: number({ integer: true, min: 0, max: 1_000_000 }),
  }),
  notes: optional({ title: 'Notes', help: '', headers: ['remarks', 'comments'], parse: text({ max: 5000 }) }),
}
