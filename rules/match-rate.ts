/** What a price is for: fields that are null or absent take anything. */
export interface RateMatch {
  aircraftId?: string | null
  typeDesignator?: string | null
  instructorId?: string | null
  memberGroup?: string | null
  airport?: string | null
  contractId?: string | null
}

/** What happened, as far as prices ask for it. */
export interface RateFacts {
  aircraftId: string | null
  typeDesignator: string | null
  instructorId: string | null
  memberGroup: string | null
  airport: string | null
  /** The agreement with a customer that has prices of its own. */
  contractId?: string | null
}

// The aircraft before its type, both before the group; an instructor, an airport and a contract say more than these.
// Each is worth more than all that follow it, so that aircraft + group > aircraft > type + group > type > any.
const weights = {
  contractId: 32,
  instructorId: 16,
  airport: 8,
  aircraftId: 4,
  typeDesignator: 2,
  memberGroup: 1,
} as const
const names = Object.keys(weights) as (keyof typeof weights)[]

/** How exact a match is. A rate for an aircraft says its type with it. */
export function exactness(match: RateMatch): number {
  const sum = names.reduce((total, name) => total + (match[name] != null ? weights[name] : 0), 0)
  return match.aircraftId != null && match.typeDesignator != null ? sum - weights.typeDesignator : sum
}

export const fits = (match: RateMatch, facts: Partial<RateFacts>): boolean =>
  names.every((name) => match[name] == null || match[name] === facts[name])

/** The most exact of the rates that fit. Publishing refuses two of the same match, so there is never a tie to decide. */
export function chooseRate<R extends { match: RateMatch }>(
  rates: readonly R[],
  facts: Partial<RateFacts>,
): R | null {
  return rates.reduce<R | null>(
    (best, rate) =>
      fits(rate.match, facts) && (best === null || exactness(rate.match) > exactness(best.match))
        ? rate
        : best,
    null,
  )
}

/** Whether both could fit the same facts and neither is more exact: somebody has to say which one holds. */
export function isTie(a: RateMatch, b: RateMatch): boolean {
  if (exactness(a) !== exactness(b)) return false
  return names.every((name) => a[name] == null || b[name] == null || a[name] === b[name])
}
