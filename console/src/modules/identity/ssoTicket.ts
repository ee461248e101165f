// Kept by this tab alone, between leaving for the provider and coming back: whoever
// has another's address of return still has no ticket for it.
const key = 'apron.sso'

type Kept = { ticket: string; returnTo: string | null }

export function keepTicket(kept: Kept): void {
  sessionStorage.setItem(key, JSON.stringify(kept))
}

/** Gives the ticket once. */
export function takeTicket(): Kept | null {
  const text = sessionStorage.getItem(key)
  sessionStorage.removeItem(key)
  return text === null ? null : (JSON.parse(text) as Kept)
}
