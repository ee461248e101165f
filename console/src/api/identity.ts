type Confirm = () => Promise<boolean>
let confirm: Confirm | null = null
let pending: Promise<boolean> | null = null

/** Registers the handler that asks for re-authentication. Returns the function that removes it. */
export function onIdentityWanted(handler: Confirm): () => void {
  confirm = handler
  return () => {
    if (confirm === handler) confirm = null
  }
}

/** Asks for re-authentication, with one dialog for all waiting requests. False if the user cancels or there is no handler. */
export function confirmIdentity(): Promise<boolean> {
  if (!confirm) return Promise.resolve(false)
  pending ??= confirm().finally(() => {
    pending = null
  })
  return pending
}
