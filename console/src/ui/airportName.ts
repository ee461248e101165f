// As the FAA shortens them in its data.
const words: Record<string, string> = {
  RGNL: 'Regional',
  MUNI: 'Municipal',
  INTL: 'International',
  FLD: 'Field',
  CO: 'County',
  MEML: 'Memorial',
  NTL: 'National',
  EXEC: 'Executive',
}

/** The name of an airport as people write it. The built-in airports have theirs in capitals, and shortened. */
export function airportName(name: string): string {
  if (name !== name.toUpperCase()) return name
  return name.replace(/[A-Z]+/g, (word) => words[word] ?? word.charAt(0) + word.slice(1).toLowerCase())
}
