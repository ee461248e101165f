import { bodyLimitOf } from '#platform/http/body-limit.ts'
import { parseJsonBody } from '#platform/http/json-body.ts'
import { compileCheck } from '#platform/http/validate.ts'
import { createEndpoint } from '#platform/webhooks/write-endpoint.ts'

// How long one refused body holds the event loop: nothing else is served meanwhile.
const rounds = 20
const events = (bytes: number) =>
  `{"url":"https://example.com/hook","events":[${'" ",'.repeat(Math.floor((bytes - 60) / 4))}" "]}`

export function benchBody(): void {
  const limit = bodyLimitOf(createEndpoint)
  const check = compileCheck(createEndpoint.body as never, 'body')
  const times = (body: string) =>
    Array.from({ length: rounds }, () => {
      const start = performance.now()
      const details = detailsOf(check, body)
      return { ms: performance.now() - start, details }
    }).sort((a, b) => a.ms - b.ms)
  console.log(
    `a body of {"events":[" ", …]}, refused; createEndpoint takes ${limit} bytes at most, ${rounds} rounds`,
  )
  for (const bytes of [limit, 1_000_000]) {
    const spent = times(events(bytes))
    console.log(
      `  ${bytes} bytes: median ${spent[rounds / 2]?.ms.toFixed(2)} ms, most ${spent.at(-1)?.ms.toFixed(2)} ms of the event loop, ${spent[0]?.details} details${bytes > limit ? ' (over HTTP it is refused by its length, before it is read)' : ''}`,
    )
  }
}

function detailsOf(check: (value: unknown) => unknown[], body: string): number {
  try {
    return check(parseJsonBody(body)).length
  } catch (error) {
    return (error as { details?: unknown[] }).details?.length ?? 0
  }
}

if (import.meta.main) benchBody()
