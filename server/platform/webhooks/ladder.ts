export type Ladder = 'short' | 'long'

const minute = 60
const hour = 60 * minute

// As docs/webhooks.md says it: five attempts more, 1, 2, 4, 8 and 16 s apart; the long ladder ends within 3 days.
const delaysSeconds: Record<Ladder, number[]> = {
  short: [1, 2, 4, 8, 16],
  long: [
    1,
    2,
    4,
    8,
    16,
    minute,
    5 * minute,
    15 * minute,
    30 * minute,
    hour,
    2 * hour,
    4 * hour,
    8 * hour,
    16 * hour,
    20 * hour,
    20 * hour,
  ],
}

// A receiver may ask for more patience, not for all of it: the delivery would look lost.
const longestRetryAfterSeconds: Record<Ladder, number> = { short: 15 * minute, long: 24 * hour }

// Receivers come back together; without spreading, so would all that is waiting for them.
const jitter = 0.2

export type Answer = { status: number | null; retryAfter?: string | undefined }

export type Step =
  | { outcome: 'delivered' }
  | { outcome: 'retry'; delayMs: number }
  | { outcome: 'dead' }
  | { outcome: 'gone' }

/**
 * What follows an attempt. `step` counts the attempts of this round from 0 (the first), `status` is null where no
 * answer came. 410 is the receiver's word that it wants nothing more; every other answer outside 2xx is a failure.
 */
export function nextStep({
  ladder,
  step,
  answer,
  now,
  random = Math.random,
}: {
  ladder: Ladder
  step: number
  answer: Answer
  now: Date
  random?: () => number
}): Step {
  const { status } = answer
  if (status !== null && status >= 200 && status < 300) return { outcome: 'delivered' }
  if (status === 410) return { outcome: 'gone' }
  const delay = delaysSeconds[ladder][step]
  if (delay === undefined) return { outcome: 'dead' }
  const asked = Math.min(retryAfterSeconds(answer.retryAfter, now), longestRetryAfterSeconds[ladder])
  return { outcome: 'retry', delayMs: Math.round(Math.max(delay * (1 + random() * jitter), asked) * 1000) }
}

/** Attempts of one round, the first included. */
export function attemptsOf(ladder: Ladder) {
  return delaysSeconds[ladder].length + 1
}

// RFC 9110 10.2.3: whole seconds or an HTTP date.
function retryAfterSeconds(value: string | undefined, now: Date) {
  if (!value) return 0
  if (/^\d{1,9}$/.test(value.trim())) return Number(value)
  const at = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? 0 : Math.max(0, (at - now.getTime()) / 1000)
}
