/** As people type names and tails: in any case, without spaces and hyphens. */
const fold = (text: string) => text.toLowerCase().replaceAll(/[\s-]/g, '')

/**
 * Which option a typed text means.
 * @param isFirst whether the person ended the text with Enter or Tab, and so takes the first match as it is shown
 */
export function typedOption<Option extends { label: string }>(
  text: string,
  matches: readonly Option[],
  isFirst: boolean,
): Option | undefined {
  const names = (option: Option) => [option.label, option.label.split(' · ')[0] ?? ''].map(fold)
  const exact = matches.filter((option) => names(option).includes(fold(text)))
  if (exact.length === 1) return exact[0]
  return isFirst || matches.length === 1 ? matches[0] : undefined
}
