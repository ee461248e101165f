import { test } from 'node:test'
import { killCompletions } from './order-completion.ts'

// Each place of the transaction once: before its first write, between its writes, and in its commit.
test(
  'kill -9 in the middle of the completion of an order leaves all of its effects, or none',
  {
    timeout: 300_000,
  },
  (t) => killCompletions(t, 5),
)
