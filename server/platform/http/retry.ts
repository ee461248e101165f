import { setTimeout } from 'node:timers/promises'

const mostAttempts = 4

// Deadlock, serialization failure, and a value that is taken without being the request's own: of two writes at
// once, the second one knew nothing of the first.
const overtaken = ['40P01', '40001', '23505']

/**
 * Runs a write again if another write overtook it. Nothing of it was kept, and the next attempt sees what the
 * other one wrote: it goes through, or gets an ordinary refusal.
 * @param explain makes the refusal of an error; the same error if there is none.
 */
export async function retryOnConflict<T>(
  run: () => Promise<T>,
  explain: (error: unknown) => Promise<unknown>,
  { isRepeatable }: { isRepeatable: boolean },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      const refusal = await explain(error)
      const isOvertaken = refusal === error && overtaken.includes((error as { code?: string }).code ?? '')
      if (!isOvertaken || !isRepeatable || attempt === mostAttempts) throw refusal
      await setTimeout(Math.random() * 20 * attempt)
    }
  }
}
