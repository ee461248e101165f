/** The part of the document that stands in the place of a reference to it. */
export function resolved<T extends { $ref?: string }>(document: object, part: T): T {
  if (!part.$ref) return part
  const [, ...steps] = part.$ref.split('/')
  return steps.reduce((inner, step) => (inner as Record<string, object>)[step] ?? {}, document) as T
}
