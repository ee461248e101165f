/**
 * Tells a combobox that its list is open, for the theme. Mantine does so only when something else has drawn
 * the field anew, because a list that is not kept in the closed page comes later than its opening.
 */
export function announceList(list: HTMLElement | null): (() => void) | undefined {
  const field = document.querySelector('[role="combobox"][data-expanded]')
  if (!list || !field) return undefined
  field.setAttribute('aria-expanded', 'true')
  field.setAttribute('aria-controls', list.id)
  return () => {
    field.setAttribute('aria-expanded', 'false')
    field.removeAttribute('aria-controls')
  }
}
