export type Region = { locale: string; timezone: string }

/** The locale and time zone of the browser. Some browsers report an invalid language ("en-US@posix"). */
export function browserRegion(): Region {
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions()
  try {
    return { locale: new Intl.Locale(navigator.language).baseName, timezone: timeZone }
  } catch {
    return { locale, timezone: timeZone }
  }
}

// Used until someone signs in, because people without an account read the public pages.
let region = browserRegion()
let formats = new Map<string, Intl.DateTimeFormat>()

/** Formats dates, times and numbers for this user from now on, in their time zone. */
export function setRegion({ locale, timezone }: Region): void {
  if (locale === region.locale && timezone === region.timezone) return
  region = { locale, timezone }
  formats = new Map()
}

/** The time zone of the user's profile. */
export const localZone = (): string => region.timezone

/**
 * A date format in the user's locale. The calendar and the digits are the same for everyone:
 * flying is recorded in the Gregorian calendar, and people compare the numbers.
 */
export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const cached = formats.get(key)
  if (cached) return cached
  const format = new Intl.DateTimeFormat(region.locale, {
    calendar: 'gregory',
    numberingSystem: 'latn',
    ...options,
  })
  formats.set(key, format)
  return format
}

export const numberFormat = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  new Intl.NumberFormat(region.locale, { numberingSystem: 'latn', ...options })

/** 12345.6 → "12,345.6" in the United States, "12’345.6" in Switzerland. */
export const formatNumber = (value: number, options: Intl.NumberFormatOptions = {}): string =>
  numberFormat(options).format(value)
