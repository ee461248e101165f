/**
 * What `work` resolves to, or an error after `ms`.
 * @throws Error with `message`, also if the work ends later.
 */
export function within<T>(ms: number, work: Promise<T>, message: string): Promise<T> {
  return new Promise((resolve, reject) => {
    // If this process itself was busy, the answer may have arrived already: sockets are read before it counts as late.
    const timer = setTimeout(() => setImmediate(() => reject(new Error(message))), ms)
    work.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
