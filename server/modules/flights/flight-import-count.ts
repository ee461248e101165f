import type { FlightRow } from './flight-import-field.ts'

const APPROACHES = ['approach1', 'approach2', 'approach3', 'approach4', 'approach5', 'approach6'] as const

/**
 * Completes the counts of a row. What a file does not say is unknown, and not zero: landings to a full stop without a
 * total are at least so many landings, and of a total those not made by night were made by day.
 */
export function completeCounts({ values, problems }: FlightRow): void {
  const { allLandings, dayFullStopLandings: dayStops, nightFullStopLandings: nightStops } = values
  values.nightLandings ??= nightStops
  if (allLandings !== null && values.dayLandings === null) {
    values.dayLandings = allLandings - (values.nightLandings ?? 0)
    if (values.dayLandings < 0 || (dayStops ?? 0) > values.dayLandings) {
      const parts = (values.nightLandings ?? 0) + (dayStops ?? 0)
      values.dayLandings = null
      problems.push({
        field: 'allLandings',
        message: `${allLandings} landings in all are fewer than the ${parts} of which they consist: correct one of the numbers`,
      })
      return
    }
  }
  values.dayLandings ??= dayStops
  checkFullStops({ values, problems })
  const described = APPROACHES.reduce((sum, field) => sum + (values[field] ?? 0), 0)
  if (described > 0) values.approaches ??= described
}

function checkFullStops({ values, problems }: Pick<FlightRow, 'values' | 'problems'>): void {
  for (const [field, whole] of [
    ['dayFullStopLandings', 'dayLandings'],
    ['nightFullStopLandings', 'nightLandings'],
  ] as const) {
    const [part, all] = [values[field] ?? 0, values[whole] ?? 0]
    if (part > all)
      problems.push({
        field,
        message: `${part} landings to a full stop are more than the ${all} landings of which they are a part`,
      })
  }
}
