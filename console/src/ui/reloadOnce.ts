const reloadedKey = 'apron.reloaded'

/** What is typed is stored as a draft. A second reload within a minute would not help either. */
export function reloadOnce(): void {
  const before = Number(sessionStorage.getItem(reloadedKey) ?? 0)
  if (Date.now() - before < 60_000) return
  sessionStorage.setItem(reloadedKey, String(Date.now()))
  location.reload()
}
