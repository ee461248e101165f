let touchedAt = Date.now()

const note = () => {
  touchedAt = Date.now()
}
for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchmove', 'focus'])
  addEventListener(kind, note, { capture: true, passive: true })

/** Marks requests that the console sends on its own. The server does not count them as activity of the session. */
export const isUnattended = (): boolean => Date.now() - touchedAt > 60_000
