/**
 * Tells a combobox that its list is open, for the theme. Mantine does so only when something else has drawn
 * the field anew, because a list that is not kept in the closed page comes later than its opening.
 */
export function announceList(list: HTMLElement | null): (() => void) | undefined {
  const field = document.querySelector('[role="combobox"][data-expanded]')
  if (!list || !field) return undefined
  const name = () => field.setAttribute('aria-controls', list.id)
  field.setAttribute('aria-expanded', 'true')
  name()
  // Its id is another one after it has been drawn once.
  const renamed = new MutationObserver(name)
  renamed.observe(list, { attributes: true, attributeFilter: ['id'] })
  return () => {
    renamed.disconnect()
    field.setAttribute('aria-expanded', 'false')
    field.removeAttribute('aria-controls')
  }
}
