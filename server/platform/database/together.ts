type Promises<T extends readonly unknown[]> = { [Key in keyof T]: Promise<T[Key]> }

/**
 * Waits for steps that read side by side in one transaction: what they send travels together. Where one fails, the
 * others are waited for too: a step that went on after the end of the transaction would use the connection of another.
 *
 * @throws the failure that came first: those after it often say only that the transaction has failed.
 */
export async function together<const T extends readonly unknown[]>(steps: Promises<T>): Promise<T> {
  const failures: unknown[] = []
  await Promise.all(steps.map((step) => step.catch((error: unknown) => failures.push(error))))
  if (failures.length > 0) throw failures[0]
  return (await Promise.all(steps)) as unknown as T
}
