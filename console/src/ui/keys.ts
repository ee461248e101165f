/** Whether a field has the focus, so that shortcuts must not act. */
export const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Whether a dialog or menu is open and owns the keyboard. */
export const inDialog = () =>
  document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]:not([hidden])') !== null

export const isPlainKey = (event: KeyboardEvent) =>
  !(event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || inDialog())
