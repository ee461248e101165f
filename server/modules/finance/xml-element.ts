const escapeXml = (text: string) =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no such characters
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** What is written already, and is not escaped again. */
export interface Xml {
  xml: string
}

/** An element with its content, or nothing where it has none. */
export function element(
  name: string,
  content: readonly (Xml | null)[],
  attributes: Record<string, string> = {},
): Xml | null {
  const parts = content.filter((part) => part !== null)
  if (parts.length === 0) return null
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  return { xml: `<${name}${written.join('')}>${parts.map(({ xml }) => xml).join('')}</${name}>` }
}

/** An element with a text, or nothing where it has none. */
export const leaf = (
  name: string,
  value: string | null | undefined,
  attributes: Record<string, string> = {},
): Xml | null =>
  value == null || value === '' ? null : element(name, [{ xml: escapeXml(value) }], attributes)

export const xmlDocument = (...root: Parameters<typeof element>): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(...root)?.xml ?? ''}\n`
