import type { RecordOf } from '#api/record.ts'

/** "KBJC–KASE–KBJC", as far as the legs say it. */
export function routeOf({ legs }: Pick<RecordOf<'trip'>, 'legs'>): string {
  return [legs[0]?.fromAirport, ...legs.map(({ toAirport }) => toAirport)].filter(Boolean).join('–')
}
