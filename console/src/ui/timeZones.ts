/** Every time zone that the browser knows; UTC is not among them in all browsers. */
export const timeZones = (): string[] => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

/** The same for a plain list, by part of the world: what is typed finds the place. */
export function timeZoneGroups() {
  const groups = new Map<string, { value: string; label: string }[]>()
  for (const value of timeZones()) {
    const [group = '', ...place] = value.split('/')
    const label = place.join(', ').replaceAll('_', ' ') || value
    groups.set(group, [...(groups.get(group) ?? []), { value, label }])
  }
  return [...groups].map(([group, items]) => ({ group, items }))
}
