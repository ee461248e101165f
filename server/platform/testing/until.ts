/** Reads again until the value is as wanted, for what happens a moment after the answer. */
export async function until<T>(
  read: () => Promise<T>,
  isAsWanted: (value: T) => boolean,
  withinMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const value = await read()
    if (isAsWanted(value)) return value
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
