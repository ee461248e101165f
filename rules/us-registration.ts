const number = /^(?:[1-9]\d{0,4}|[1-9]\d{0,3}[A-HJ-NP-Z]|[1-9]\d{0,2}[A-HJ-NP-Z]{2})$/

/**
 * What is not right about a registration of the United States, by 14 CFR 47.15(a): one to five digits, or up to
 * four and a letter, or up to three and two letters; no 0 in front, no I, no O. An old or special aircraft may show C,
 * X, R or L behind the N (45.22(b)). Null for one that is right, and for those of other countries.
 */
export function faultOfRegistration(registration: string): string | null {
  if (!registration.startsWith('N')) return null
  if (registration.includes('-')) return 'has a hyphen, and those of the United States have none'
  const rest = registration.slice(1)
  if (number.test(rest) || (/^[CXRL]/.test(rest) && number.test(rest.slice(1)))) return null
  if (!/^[CXRL]?\d/.test(rest)) return 'has no digit behind the N'
  if (/^[CXRL]?0/.test(rest)) return 'begins with 0'
  if (/[IO]/.test(rest)) return 'has an I or an O, which the FAA does not give: 1 and 0 look like them'
  return 'is not one to five digits, up to four and a letter, or up to three and two letters'
}

/** The same for registrations that people take for each other: 1 and I, 0 and O, with and without hyphens. */
export const lookOf = (registration: string) =>
  registration.toUpperCase().replaceAll('-', '').replaceAll('I', '1').replaceAll('O', '0')
