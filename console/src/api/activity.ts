let touchedAt = Date.now()

const note = () => {
  touchedAt = Date.now()
}
for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchmove', 'focus'])
  addEventListener(kind, note, { capture: true, passive: true })

/** What the console asks by itself while nobody sits before it; the server does not take it for activity of the session. */
export const isUnattended = (): boolean => Date.now() - touchedAt > 60_000
