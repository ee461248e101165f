import { optional, required } from '#platform/importing/index.ts'
import { type HoursUnit, hours, number } from '#platform/importing/number.ts'
import { boolean, choice, code, text } from '#platform/importing/value.ts'

const meter = hours(({ meterUnit }) => (meterUnit ?? 'hours') as HoursUnit)
const flag = (title: string, help: string, headers: string[]) =>
  optional({ title, help, headers, parse: boolean })

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
  typeDesignator: required({
    title: 'Type',
    help: 'The ICAO type designator, such as C172.',
    headers: ['type designator', 'icao type', 'aircraft type', 'type code', 'designator'],
    parse: code({ pattern: /^[A-Z0-9-]{2,10}$/, expected: 'a type designator such as C172' }),
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
    headers: ['mode s', 'mode s code', 'hex', 'transponder code', 'icao address'],
    parse: code({ pattern: /^[0-9A-F]{6}$/, expected: 'an address of six hexadecimal digits' }),
  }),
  year: optional({
    title: 'Year',
    help: 'The year it was built.',
    headers: ['year built', 'year of manufacture'],
    parse: number({ integer: true, min: 1900, max: 2100 }),
  }),
  category: optional({
    title: 'Category',
    help: 'airplane by default.',
    headers: ['aircraft category'],
    parse: choice({
      airplane: ['aeroplane', 'asel', 'amel', 'fixed wing'],
      rotorcraft: ['helicopter'],
      glider: ['sailplane'],
      lighter_than_air: ['balloon', 'airship'],
      powered_lift: [],
      uas: ['drone', 'uav', 'unmanned'],
      simulator: ['ftd', 'aatd', 'batd', 'ffs', 'sim'],
    }),
  }),
  class: optional({
    title: 'Class',
    help: 'single_engine_land by default.',
    headers: ['aircraft class'],
    parse: choice({
      single_engine_land: ['sel', 'asel', 'single engine', 'single', 'airplane single engine land'],
      multi_engine_land: ['mel', 'amel', 'multi engine', 'multi', 'twin', 'airplane multi engine land'],
      single_engine_sea: ['ses', 'ases', 'airplane single engine sea'],
      multi_engine_sea: ['mes', 'ames', 'airplane multi engine sea'],
      helicopter: [],
      gyroplane: ['autogyro', 'gyrocopter'],
      glider: [],
      balloon: [],
      none: [],
    }),
  }),
  engineType: optional({
    title: 'Engine type',
    help: 'piston by default.',
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
    headers: ['state', 'aircraft status'],
    parse: choice({
      active: ['online', 'in service', 'serviceable', 'available'],
      maintenance: ['in maintenance', 'mx'],
      aog: ['grounded', 'unserviceable'],
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
