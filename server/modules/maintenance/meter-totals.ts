import { sql, type Tx } from '#platform/database/database.ts'
import { nullable, type Static, Type } from '#platform/kernel/schema.ts'

const total = nullable(Type.Integer())
/** The totals of the meters of an aircraft over all replaced dials, in hundredths. */
export const MeterTotals = Type.Object(
  { hobbsHundredths: total, tachHundredths: total, airHundredths: total, cyclesHundredths: total },
  { title: 'MeterTotals' },
)

/** The totals of the meters of an aircraft now. */
export function metersOf(tx: Tx, aircraftId: string): Promise<Static<typeof MeterTotals>> {
  return tx.one(sql<'orderMeters', Static<typeof MeterTotals>>`
    select max(reading_hundredths + offset_hundredths) filter (where kind = 'hobbs') as "hobbsHundredths",
           max(reading_hundredths + offset_hundredths) filter (where kind = 'tach') as "tachHundredths",
           max(reading_hundredths + offset_hundredths) filter (where kind = 'air') as "airHundredths",
           max(reading_hundredths + offset_hundredths) filter (where kind = 'cycles') as "cyclesHundredths"
      from meters where aircraft_id = ${aircraftId}`)
}
