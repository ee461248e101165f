/**
 * Rates of rare events with their exact Poisson limits (Garwood 1936). A small fleet flies little, so one
 * event in 400 hours says almost nothing, however high its rate looks.
 */

export interface Rate {
  /** Events per `per` units of exposure. */
  rate: number
  /** The exact two-sided interval around it. */
  lower: number
  upper: number
}

/**
 * @param events the number of events, a whole number
 * @param exposure hours, cycles, departures or reports: more than zero
 * @param per the unit of the rate, such as 1,000 hours
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
 * The exact two-sided limits of the expected number of events, given the number seen. Without any event,
 * the lower limit is zero and the upper 3.69 at 95 %. (The "rule of three" is the one-sided 3.0.)
 */
export function poissonLimits(events: number, confidence = 0.95): { lower: number; upper: number } {
  const doubt = 1 - confidence
  return {
    lower: events === 0 ? 0 : meanWhere(events - 1, 1 - doubt / 2),
    upper: meanWhere(events, doubt / 2),
  }
}

/** P(X ≤ count) of a Poisson variable with this mean. Summed in logarithms, so large means do not underflow. */
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

/** The mean at which P(X ≤ count) equals this probability, which falls as the mean grows. */
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
 * Whether there is too little flying to compare a rate with a threshold: even without a single event, the
 * upper limit would be above it, so no result could ever be good.
 */
export function isExposureTooLow(
  exposure: number,
  per: number,
  threshold: number,
  confidence = 0.95,
): boolean {
  return exposure <= 0 || poissonRate(0, exposure, per, confidence).upper > threshold
}
