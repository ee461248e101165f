/** Every time zone that the browser knows; UTC is not among them in all browsers. */
export const timeZones = (): string[] => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]
