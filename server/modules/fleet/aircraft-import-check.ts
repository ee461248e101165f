import { earlierRow, type ImportRow } from '#platform/importing/index.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Meaning } from '#platform/kernel/look-up.ts'
import { type AircraftKind, completeKind, faultOfKind } from '#rules/aircraft-kind.ts'
import { designatorOf, noDesignator } from '#rules/type-designator.ts'
import type { aircraftFields } from './aircraft-import-field.ts'
import { foldRegistration } from './registration.ts'

type Read = ImportRow<typeof aircraftFields, unknown>['values']
export type RowRecord = Omit<Read, keyof AircraftKind> & AircraftKind & { id: string }
export type Row = ImportRow<typeof aircraftFields, RowRecord>

/** 172SP is N172SP, where the file leaves out the N. */
export function addN(values: Read): void {
  if (values.registration !== null && /^\d/.test(values.registration))
    values.registration = `N${values.registration}`
}

export function checkRegistration(
  row: Row,
  known: ReadonlyMap<string, string>,
  firstRow: Map<string, number>,
) {
  const { registration } = row.values
  if (registration === null) return
  const folded = foldRegistration(registration)
  const first = earlierRow(firstRow, folded, row.row)
  const here = known.get(folded)
  if (here !== undefined) {
    row.problems.push({
      field: 'registration',
      message: `${here} is an aircraft here already: leave the row out, or change that aircraft by hand`,
    })
  } else if (first !== undefined) {
    row.problems.push({
      field: 'registration',
      message: `${registration} stands in row ${first} already: each aircraft may be there once`,
    })
  } else {
    firstRow.set(folded, row.row)
  }
}

export function checkBase({ values, problems }: Row, bases: ReadonlyMap<string, Meaning>): void {
  if (values.baseAirport === null) return
  const base = bases.get(values.baseAirport)
  if (base && 'stored' in base) values.baseAirport = base.stored
  else if (base) problems.push({ field: 'baseAirport', message: base.problem })
}

/** The record of the row: its type by ICAO, and a category, class and engine that fit together. */
export function completeRow(row: Row, takesAnyType: boolean): void {
  const type = typeOf(row, takesAnyType)
  const kind = kindOf(row)
  row.record = { id: newId('acf'), ...row.values, ...type, ...kind, ...fuelOf(row) }
}

function typeOf({ values, problems }: Row, takesAnyType: boolean) {
  const written = values.typeDesignator
  const typeDesignator = written === null ? null : designatorOf(written)
  if (typeDesignator === null && !takesAnyType) {
    const option = 'unknownType'
    const write = 'write the one of ICAO, such as C172, or choose “zzzz” for such rows above'
    const what = written === null ? 'Type is missing' : `Nobody can tell the type designator of “${written}”`
    if (!problems.some(({ field }) => field === 'typeDesignator'))
      problems.push({ field: 'typeDesignator', message: `${what}: ${write}`, option })
  }
  // What the row called it is its model, where no column has one.
  const isName = written !== null && written.toUpperCase() !== typeDesignator
  return {
    typeDesignator: typeDesignator ?? noDesignator,
    model: values.model ?? (isName ? written : null),
  }
}

function kindOf({ values, problems }: Row): AircraftKind {
  const [category, of, registry] = [values.category, values.class, values.registryKind]
  const isRegistry = category === null && of === null
  const kind = completeKind({
    category: category?.category ?? of?.category ?? registry?.category ?? undefined,
    class: of?.class ?? category?.class ?? (isRegistry ? registry?.class : undefined) ?? undefined,
    engineType: engineOf(values),
  })
  const fault = faultOfKind(kind)
  const titles = { class: 'The class', engineType: 'The engine' }
  if (fault) problems.push({ field: fault.field, message: `${titles[fault.field]} ${fault.message}` })
  return kind
}

// A diesel is a piston engine for jet fuel.
function engineOf({ engineType, registryEngine }: Read) {
  return engineType === 'diesel' ? 'piston' : (engineType ?? registryEngine ?? undefined)
}

function fuelOf({ values: { engineType, fuelProduct } }: Row) {
  return engineType === 'diesel' ? { fuelProduct: fuelProduct ?? ('Jet A' as const) } : {}
}
