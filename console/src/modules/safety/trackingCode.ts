let passedOn = ''

/** Keeps the code for the next page in memory, because a browser stores the addresses it visits. */
export const passOnTrackingCode = (code: string) => {
  passedOn = code
}

/** The code from the page before, or from the fragment of a link, which is then removed from the address. */
export function takeTrackingCode(): string {
  const code = passedOn || decodeURIComponent(location.hash.slice(1))
  passedOn = ''
  if (location.hash)
    window.history.replaceState(window.history.state, '', location.pathname + location.search)
  return code
}
