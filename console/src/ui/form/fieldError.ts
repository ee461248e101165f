import { s } from '../../strings.ts'

// The API sends "crew[0].crewId" or "crew.0.crewId". The form uses the second form. An entry of a list of plain
// values ("crewIds.3") has no input of its own: the list shows its error.
const fieldPath = (field: string) =>
  field
    .replace(/^body\./, '')
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .replace(/\.\d+$/, '')

// The API's message is part of a sentence ("must have …"). At the field it stands alone, so it gets a capital.
// A person leaves a field empty instead of typing null.
export const sentenceOf = (message: string) =>
  message.charAt(0).toUpperCase() + message.slice(1).replace(/ or null$/, '')

/** The form field for a path of the body: the last part of the path that is a field. */
function fieldIn(values: unknown, path: string): string | null {
  let value = values
  let field = ''
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !(name in value)) break
    value = (value as Record<string, unknown>)[name]
    field = field === '' ? name : `${field}.${name}`
  }
  return field || null
}

const valueAt = (values: unknown, field: string): unknown =>
  field.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | null)?.[name], values)
const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '')
const labelOf = (node: HTMLElement | null): string | undefined =>
  node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement
    ? node.labels?.[0]?.textContent?.replace(/\s*\*$/, '')
    : undefined

/** The form field for a refusal of the API. */
export function formField(path: string, values: unknown, names: Record<string, string>): string {
  const field = fieldPath(path)
  return names[field.replaceAll(/\.\d+/g, '')] ?? fieldIn(values, field) ?? field
}

/** The sentence for a fault found by the contract. For an empty field: that it is required. */
export function contractError(
  field: string,
  message: string,
  values: unknown,
  input: HTMLElement | null,
): string {
  const value = valueAt(values, field)
  if (Array.isArray(value) && value.length === 0) return s.form.chooseOne
  const label = isEmpty(value) ? labelOf(input) : undefined
  return label ? s.form.required(label) : sentenceOf(message)
}
