/**
 * Marks a combobox as open, for the theme. Mantine does so only after another render
 * of the field, because a list that is not kept mounted appears after its opening.
 */
export function announceList(list: HTMLElement | null): (() => void) | undefined {
  const field = document.querySelector('[role="combobox"][data-expanded]')
  if (!list || !field) return undefined
  const name = () => field.setAttribute('aria-controls', list.id)
  field.setAttribute('aria-expanded', 'true')
  name()
  // Its ID changes after the first render.
  const renamed = new MutationObserver(name)
  renamed.observe(list, { attributes: true, attributeFilter: ['id'] })
  return () => {
    renamed.disconnect()
    field.setAttribute('aria-expanded', 'false')
    field.removeAttribute('aria-controls')
  }
}
