import type { CommonInspection } from './common-inspection.ts'

/** What was found and measured at an inspection. */
export interface Findings {
  place?: string | null
  vorMethod?: VorMethod | null
  bearingErrorDegrees?: number | null
  testedToFt?: number | null
  eltChecks?: readonly EltCheck[] | null
  batteryExpiresOn?: string | null
}
export interface InspectionEntry {
  certificateKind?: string | null
  certificateNumber?: string | null
  findings?: Findings | null
}
export type EntryField = Exclude<keyof InspectionEntry, 'findings'> | `findings.${keyof Findings & string}`

export const vorMethods = ['vot', 'ground_checkpoint', 'airborne_checkpoint', 'airway', 'dual'] as const
export type VorMethod = (typeof vorMethods)[number]
/** 14 CFR 91.171(b) and (c): the permissible bearing error, in degrees either way. */
export const vorLimitDegrees: Readonly<Record<VorMethod, number>> = {
  vot: 4,
  ground_checkpoint: 4,
  airborne_checkpoint: 6,
  airway: 6,
  dual: 4,
}

/** 14 CFR 91.207(d)(1) to (4). */
export const eltChecks = ['installation', 'battery', 'controls', 'signal'] as const
export type EltCheck = (typeof eltChecks)[number]

interface EntryRule {
  fields: readonly EntryField[]
  /** The law in a sentence, for the person who makes the entry. */
  hint: string
}
const certificate = ['certificateKind', 'certificateNumber'] as const

/** What the law asks the entry of an inspection to say. */
export const entryRules: Readonly<Record<CommonInspection, EntryRule>> = {
  annual: {
    fields: certificate,
    hint: 'An annual is signed by an IA, a repair station or the maker, with kind and number of the certificate (14 CFR 43.11(a), 65.95(a)(2)).',
  },
  hundred_hour: {
    fields: certificate,
    hint: 'The entry needs the kind and number of the certificate (14 CFR 43.11(a)(3)).',
  },
  altimeter: {
    fields: [...certificate, 'findings.testedToFt'],
    hint: 'The entry needs the altitude to which the altimeter was tested, and the certificate (14 CFR 91.411, part 43 appendix E(d)).',
  },
  transponder: {
    fields: certificate,
    hint: 'The entry needs the certificate of the repair station or person who tested it (14 CFR 91.413(c), 43.9(a)).',
  },
  elt: {
    fields: [...certificate, 'findings.eltChecks'],
    hint: 'All four are inspected: installation, battery corrosion, controls and crash sensor, signal (14 CFR 91.207(d)).',
  },
  elt_battery: {
    fields: [...certificate, 'findings.batteryExpiresOn'],
    hint: 'The new expiration date is marked on the transmitter and entered here (14 CFR 91.207(c)).',
  },
  vor: {
    fields: ['findings.place', 'findings.vorMethod', 'findings.bearingErrorDegrees'],
    hint: 'The person who makes the check enters date, place and bearing error, and signs (14 CFR 91.171(d)).',
  },
  oil: {
    fields: certificate,
    hint: 'Preventive maintenance needs the kind and number of the certificate, also that of a pilot (14 CFR 43.9(a)(4)).',
  },
  easa_annual: {
    fields: certificate,
    hint: 'The release needs the license or approval of the person who signs it (ML.A.801).',
  },
}

export interface EntryProblem {
  field: EntryField
  message: string
  /** The field is there, and the law does not accept it. */
  isRefused: boolean
}

/** What an entry lacks by the law. @param preset The common inspection that the item is. */
export function entryProblems(preset: string | null, entry: InspectionEntry): EntryProblem[] {
  if (preset === null || !Object.hasOwn(entryRules, preset)) return []
  const { fields, hint } = entryRules[preset as CommonInspection]
  const missing = fields.filter((field) => isMissing(entered(entry, field)))
  if (missing.length > 0)
    return missing.map((field) => ({ field, message: `is required: ${hint}`, isRefused: false }))
  return refusedBy(preset, entry)
}

function entered({ findings, ...entry }: InspectionEntry, field: EntryField): unknown {
  const [first, second] = field.split('.')
  return second === undefined ? entry[first as keyof typeof entry] : findings?.[second as keyof Findings]
}
const isMissing = (value: unknown) => value === undefined || value === null || value === ''

function refusedBy(preset: string, { certificateKind, findings }: InspectionEntry): EntryProblem[] {
  const refused = (field: EntryField, message: string) => [{ field, message, isRefused: true }]
  if (preset === 'annual' && !mayDoAnnual(certificateKind ?? ''))
    return refused(
      'certificateKind',
      `must be an IA, a repair station or the maker for an annual (14 CFR 65.95(a)(2), 43.7)`,
    )
  const unchecked = eltChecks.filter((check) => !findings?.eltChecks?.includes(check))
  if (preset === 'elt' && unchecked.length > 0)
    return refused(
      'findings.eltChecks',
      `must have all four checks of 14 CFR 91.207(d): ${unchecked.join(', ')} is missing`,
    )
  if (preset === 'vor' && findings?.vorMethod) {
    const limit = vorLimitDegrees[findings.vorMethod]
    if (Math.abs(findings.bearingErrorDegrees ?? 0) > limit)
      return refused(
        'findings.bearingErrorDegrees',
        `must be within ${limit}° for this kind of check. The receiver may not be used under IFR: report a squawk (14 CFR 91.171)`,
      )
  }
  return []
}

/** 14 CFR 65.95(a)(2) and 43.7: an inspection authorization, a repair station, or the maker of the aircraft. */
export const mayDoAnnual = (certificateKind: string): boolean =>
  /\bIA\b|inspection auth|repair station|\bCRS\b|part.?145|manufacturer|maker/i.test(certificateKind)
