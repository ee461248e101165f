import { invalidRequest } from '../../kernel/problem.ts'
import { Type } from '../../kernel/schema.ts'

/** As requests give it. */
export const locale = Type.String({ minLength: 1, maxLength: 35, examples: ['en-US'] })

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** The tag in its canonical form. @throws Problem where no such language or region exists. */
export function localeOf(given: string): string {
  const refuse = (what: string) =>
    invalidRequest(`locale must be a language, or a language and a region, such as en or en-US: ${what}`, {
      details: [{ field: 'locale', message: what }],
    })
  let known: Intl.Locale
  try {
    known = new Intl.Locale(given)
  } catch {
    throw refuse(`"${given}" is no language tag`)
  }
  if (Intl.DateTimeFormat.supportedLocalesOf(known.baseName).length === 0)
    throw refuse(`there is no language "${known.language}"`)
  if (known.region && (known.region === 'ZZ' || !regions.of(known.region)))
    throw refuse(`there is no region "${known.region}"`)
  return known.baseName
}
