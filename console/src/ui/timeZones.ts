/** Every time zone the browser knows. Some browsers leave out UTC, so it is added. */
export const timeZones = (): string[] => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

/** The same as options, grouped by region, so that typing a place finds it. */
export function timeZoneGroups() {
  const groups = new Map<string, { value: string; label: string }[]>()
  for (const value of timeZones()) {
    const [group = '', ...place] = value.split('/')
    const label = place.join(', ').replaceAll('_', ' ') || value
    groups.set(group, [...(groups.get(group) ?? []), { value, label }])
  }
  return [...groups].map(([group, items]) => ({ group, items }))
}
