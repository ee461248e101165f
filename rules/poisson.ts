/**
 * Rates of rare events with their exact Poisson limits (Garwood 1936): a small fleet flies little,
 * and one event in 400 hours says almost nothing, whatever its rate looks like.
 */

export interface Rate {
  /** Events per `per` units of exposure. */
  rate: number
  /** The exact two-sided interval around it. */
  lower: number
  upper: number
}

/**
 * @param events how many there were: a whole number
 * @param exposure hours, cycles, departures or reports: more than zero
 * @param per what the rate refers to, such as 1,000 hours
 * @param confidence such as 0.95
 */
export function poissonRate(events: number, exposure: number, per: number, confidence = 0.95): Rate {
  const { lower, upper } = poissonLimits(events, confidence)
  return {
    rate: (events / exposure) * per,
    lower: (lower / exposure) * per,
    upper: (upper / exposure) * per,
  }
}

/**
 * The exact two-sided limits of the expected number of events, where this many were seen. Where there
 * was none the lower is zero and the upper 3.69 at 95 %; the "rule of three" is the one-sided 3.0.
 */
export function poissonLimits(events: number, confidence = 0.95): { lower: number; upper: number } {
  const doubt = 1 - confidence
  return {
    lower: events === 0 ? 0 : meanWhere(events - 1, 1 - doubt / 2),
    upper: meanWhere(events, doubt / 2),
  }
}

/** P(X ≤ count) of a Poisson variable with this mean; summed in logarithms, so that large means do not underflow. */
export function poissonCdf(count: number, mean: number): number {
  if (mean === 0) return 1
  let term = -mean
  let sum = Math.exp(term)
  for (let k = 1; k <= count; k++) {
    term += Math.log(mean / k)
    sum += Math.exp(term)
  }
  return Math.min(1, sum)
}

/** The mean at which as many or fewer have this probability, which falls as the mean grows. */
function meanWhere(count: number, probability: number): number {
  let low = 0
  let high = count + 10 * Math.sqrt(count + 1) + 10
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    if (poissonCdf(count, middle) > probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * Whether there is too little flying to tell a rate from a threshold: even without a single event, the
 * upper limit would lie above it, so that no result could ever be called good.
 */
export function isTooLittleToTell(
  exposure: number,
  per: number,
  threshold: number,
  confidence = 0.95,
): boolean {
  return exposure <= 0 || poissonRate(0, exposure, per, confidence).upper > threshold
}
