const event = 'apron:peek'

/** Shows the record behind a link beside the list, or hides it if it is shown. `isFollowing`: only if one is shown. */
export const peek = (href: string, isFollowing = false) =>
  window.dispatchEvent(new CustomEvent(event, { detail: { href, isFollowing } }))

export function onPeek(show: (href: string, isFollowing: boolean) => void): () => void {
  const listener = (wanted: Event) => {
    const { href, isFollowing } = (wanted as CustomEvent<{ href: string; isFollowing: boolean }>).detail
    show(href, isFollowing)
  }
  window.addEventListener(event, listener)
  return () => window.removeEventListener(event, listener)
}
