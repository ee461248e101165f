import type { Movement } from '#api/types.ts'
import { numberOf } from '#ui/form/number.ts'
import { clockOf, instantOn } from './localDay.ts'

export type MovementForm = {
  direction: Movement['direction']
  status: Movement['status']
  movementDate: string
  tailNumber: string
  aircraftType: string
  origin: string
  destination: string
  eta: string
  etd: string
  operator: string
  customerId: string | null
  pob: string
  parking: string
  customs: boolean
  isVip: boolean
  notes: string
}

export const emptyMovement = (movementDate: string, direction: Movement['direction']): MovementForm => ({
  direction,
  status: 'confirmed',
  movementDate,
  tailNumber: '',
  aircraftType: '',
  origin: '',
  destination: '',
  eta: '',
  etd: '',
  operator: '',
  customerId: null,
  pob: '',
  parking: '',
  customs: false,
  isVip: false,
  notes: '',
})

export const formOf = (movement: Movement): MovementForm => ({
  direction: movement.direction,
  status: movement.status,
  movementDate: movement.movementDate,
  tailNumber: movement.tailNumber ?? '',
  aircraftType: movement.aircraftType ?? '',
  origin: movement.origin ?? '',
  destination: movement.destination ?? '',
  eta: clockOf(movement.eta),
  etd: clockOf(movement.etd),
  operator: movement.operator ?? '',
  customerId: movement.customerId,
  pob: movement.pob === null ? '' : String(movement.pob),
  parking: movement.parking ?? '',
  customs: movement.customs,
  isVip: movement.isVip,
  notes: movement.notes ?? '',
})

/** The body for the API. An untouched time keeps its instant, on whatever day it was. */
export function bodyOf(form: MovementForm, timeZone: string, before?: Movement) {
  const isSameDay = before?.movementDate === form.movementDate
  const instant = (field: 'eta' | 'etd') =>
    before && isSameDay && clockOf(before[field]) === form[field]
      ? before[field]
      : instantOn(form.movementDate, form[field], timeZone)
  const text = (value: string) => value.trim() || null
  const { customerId } = form
  return {
    direction: form.direction,
    status: form.status,
    movementDate: form.movementDate,
    tailNumber: text(form.tailNumber),
    aircraftType: text(form.aircraftType),
    origin: text(form.origin),
    destination: text(form.destination),
    eta: instant('eta'),
    etd: instant('etd'),
    operator: text(form.operator),
    // If left blank on create, the server finds the customer by the tail number.
    ...(before || customerId ? { customerId } : {}),
    pob: numberOf(form.pob),
    parking: text(form.parking),
    customs: form.customs,
    isVip: form.isVip,
    notes: text(form.notes),
  }
}
