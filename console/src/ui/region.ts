export type Region = { locale: string; timezone: string }

/** What the browser knows of who sits before it; some write a language that is none ("en-US@posix"). */
export function browserRegion(): Region {
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions()
  try {
    return { locale: new Intl.Locale(navigator.language).baseName, timezone: timeZone }
  } catch {
    return { locale, timezone: timeZone }
  }
}

// Until somebody is signed in: the public pages are read by people without an account.
let region = browserRegion()
let formats = new Map<string, Intl.DateTimeFormat>()

/** From here on dates, times and numbers are written as this user writes them, and local time is theirs. */
export function setRegion({ locale, timezone }: Region): void {
  if (locale === region.locale && timezone === region.timezone) return
  region = { locale, timezone }
  formats = new Map()
}

/** The zone of the user's profile. */
export const localZone = (): string => region.timezone

/**
 * A format of dates in the user's manner. The calendar and the digits are the same for everybody:
 * what is flown is written down in the Gregorian calendar, and its figures are compared.
 */
export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(region.locale, {
    calendar: 'gregory',
    numberingSystem: 'latn',
    ...options,
  })
  formats.set(key, made)
  return made
}

export const numberFormat = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  new Intl.NumberFormat(region.locale, { numberingSystem: 'latn', ...options })

/** 12345.6 → "12,345.6" in the United States, "12’345.6" in Switzerland. */
export const formatNumber = (value: number, options: Intl.NumberFormatOptions = {}): string =>
  numberFormat(options).format(value)
