/** "night_full_stop" → "Night full stop": a readable label for an API value without one. */
export function sentence(word: string): string {
  const spaced = word
    .replaceAll(/[_-]/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replaceAll(/\b(api|fbo|ip)\b/g, (letters) => letters.toUpperCase())
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
