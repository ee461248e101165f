const event = 'apron:sign-out'

/** Signs out. If something typed is not sent, it asks first. */
export const openSignOut = () => window.dispatchEvent(new Event(event))

export function onSignOutWanted(signOut: () => void): () => void {
  window.addEventListener(event, signOut)
  return () => window.removeEventListener(event, signOut)
}
