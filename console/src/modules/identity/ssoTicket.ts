// Stored only in this tab, between leaving for the provider and coming back. Someone with
// another person's return URL has no ticket for it.
const key = 'apron.sso'

type Kept = { ticket: string; returnTo: string | null }

export function keepTicket(kept: Kept): void {
  sessionStorage.setItem(key, JSON.stringify(kept))
}

/** Returns the ticket once. */
export function takeTicket(): Kept | null {
  const text = sessionStorage.getItem(key)
  sessionStorage.removeItem(key)
  return text === null ? null : (JSON.parse(text) as Kept)
}
