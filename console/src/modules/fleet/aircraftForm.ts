import type { Aircraft } from '#api/types.ts'
import { numberOf } from '#ui/form/number.ts'

export type AircraftForm = {
  registration: string
  serialNumber: string
  icao24: string
  typeDesignator: string
  make: string
  model: string
  year: string
  category: Aircraft['category']
  class: Aircraft['class']
  engineType: Aircraft['engineType']
  fuelProduct: NonNullable<Aircraft['fuelProduct']> | ''
  seats: string
  status: Aircraft['status']
  turnaroundMinutes: string
  baseAirport: string
  notes: string
  isTailwheel: boolean
  isComplex: boolean
  isHighPerformance: boolean
  isTaa: boolean
  isIfr: boolean
  isNight: boolean
}

export const emptyAircraft: AircraftForm = {
  registration: '',
  serialNumber: '',
  icao24: '',
  typeDesignator: '',
  make: '',
  model: '',
  year: '',
  category: 'airplane',
  class: 'single_engine_land',
  engineType: 'piston',
  fuelProduct: '',
  seats: '',
  status: 'active',
  turnaroundMinutes: '0',
  baseAirport: '',
  notes: '',
  isTailwheel: false,
  isComplex: false,
  isHighPerformance: false,
  isTaa: false,
  isIfr: false,
  isNight: true,
}

const text = (value: string | number | null) => (value === null ? '' : String(value))

export const formOf = (aircraft: Aircraft): AircraftForm => ({
  ...aircraft,
  fuelProduct: aircraft.fuelProduct ?? '',
  serialNumber: text(aircraft.serialNumber),
  icao24: text(aircraft.icao24),
  typeDesignator: text(aircraft.typeDesignator),
  make: text(aircraft.make),
  model: text(aircraft.model),
  year: text(aircraft.year),
  seats: text(aircraft.seats),
  turnaroundMinutes: text(aircraft.turnaroundMinutes),
  baseAirport: text(aircraft.baseAirport),
  notes: text(aircraft.notes),
})

const orNull = (value: string) => value.trim() || null

/** The body for the API. An emptied field is cleared. */
export const bodyOf = (form: AircraftForm) => ({
  registration: form.registration.trim().toUpperCase(),
  serialNumber: orNull(form.serialNumber),
  icao24: orNull(form.icao24.toLowerCase()),
  typeDesignator: form.typeDesignator.trim().toUpperCase(),
  make: orNull(form.make),
  model: orNull(form.model),
  year: numberOf(form.year),
  category: form.category,
  class: form.class,
  engineType: form.engineType,
  fuelProduct: form.fuelProduct || null,
  seats: numberOf(form.seats),
  status: form.status,
  turnaroundMinutes: numberOf(form.turnaroundMinutes) ?? 0,
  baseAirport: orNull(form.baseAirport),
  notes: orNull(form.notes),
  isTailwheel: form.isTailwheel,
  isComplex: form.isComplex,
  isHighPerformance: form.isHighPerformance,
  isTaa: form.isTaa,
  isIfr: form.isIfr,
  isNight: form.isNight,
})
