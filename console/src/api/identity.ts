type Ask = () => Promise<boolean>
let ask: Ask | null = null
let asking: Promise<boolean> | null = null

/** Registers what asks people to confirm who they are; once it is gone nobody is asked. */
export function onIdentityWanted(handler: Ask): () => void {
  ask = handler
  return () => {
    if (ask === handler) ask = null
  }
}

/** Asks, in one dialog for all requests that wait for it. False where the person does not want to, or nobody can ask. */
export function confirmIdentity(): Promise<boolean> {
  if (!ask) return Promise.resolve(false)
  asking ??= ask().finally(() => {
    asking = null
  })
  return asking
}
