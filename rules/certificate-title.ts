/** Pilot certificates, lowest first. */
export const pilotLevels = [
  'student',
  'sport',
  'recreational',
  'private',
  'commercial',
  'airline_transport',
] as const
export type PilotLevel = (typeof pilotLevels)[number]

// The first that fits: "Commercial pilot, former student" is a commercial one.
const levels: readonly [PilotLevel, RegExp][] = [
  ['airline_transport', /\bATPL?\b|\bair(line)? transport/i],
  ['commercial', /\bcommercial\b|\bCPL\b|\bCPL\([AH]\)/i],
  ['private', /\bprivate\b|\bPPL\b|\bPPL\([AH]\)/i],
  ['recreational', /\brecreational\b/i],
  ['sport', /\bsport\b|\blight aircraft pilot\b|\bLAPL\b/i],
  ['student', /\bstudent\b/i],
]

/** The level of a pilot certificate by its title, or null if it is none. */
export function pilotLevel(title: string): PilotLevel | null {
  if (isInstructor(title) || /mechanic|inspection|dispatcher|remote|ground instructor/i.test(title))
    return null
  return levels.find(([, pattern]) => pattern.test(title))?.[0] ?? null
}

/** Whether a title names a flight instructor certificate. */
export const isInstructor = (title: string): boolean =>
  /\bflight instructor\b|\bCFII?\b|\bCFI-?I?\b|\bMEI\b|\bFI\([AHS]\)|\binstructor\b/i.test(title) &&
  !/ground instructor/i.test(title)

const classes: readonly [RegExp, string][] = [
  [/\bASEL\b|\bSEL\b|\bSEP\b|single[\s-]*engine(?!\s*sea)|single-?\s+and\s+multi/i, 'single_engine_land'],
  [/\bAMEL\b|\bMEL\b|\bMEP\b|multi[\s-]*engine(?!\s*sea)/i, 'multi_engine_land'],
  [/\bASES\b|\bSES\b|single[\s-]*engine\s*sea/i, 'single_engine_sea'],
  [/\bAMES\b|\bMES\b|multi[\s-]*engine\s*sea/i, 'multi_engine_sea'],
  [/helicopter/i, 'helicopter'],
  [/gyroplane/i, 'gyroplane'],
  [/glider|sailplane/i, 'glider'],
  [/balloon/i, 'balloon'],
]

/** The classes of aircraft that a title names: "ASEL, AMEL" names two. Empty: it names none. */
export const ratedClasses = (title: string): string[] =>
  classes.flatMap(([pattern, name]) => (pattern.test(title) ? [name] : []))

export const isInstrumentRating = (title: string): boolean => /instrument|\bIR\b|\bIR\([AH]\)/i.test(title)

/** Whether a title names a type, as a word of its own. */
export const namesType = (title: string, typeDesignator: string): boolean =>
  title
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .includes(typeDesignator.toUpperCase())

const endorsements = {
  complex: /\bcomplex\b/i,
  high_performance: /high[\s-]*performance/i,
  tailwheel: /tail[\s-]*wheel|conventional gear/i,
  solo_cross_country: /solo.*cross[\s-]*country|cross[\s-]*country.*solo/i,
  solo: /\bsolo\b/i,
} as const
export type Endorsement = keyof typeof endorsements

/** Whether a title names an endorsement. One for solo cross-country flight is none for solo flight. */
export const isEndorsement = (title: string, name: Endorsement): boolean =>
  endorsements[name].test(title) && (name !== 'solo' || !endorsements.solo_cross_country.test(title))
