/** What a component had when it was put in, and the totals of its aircraft then and now. Hundredths of an hour. */
export interface Installed {
  tsnAtInstall: number
  /** Null: it was never overhauled. */
  tsoAtInstall: number | null
  /** The air total at the last overhaul since it was put in. Null: there was none. */
  airTotalAtOverhaul: number | null
  csnAtInstall: number | null
  airTotalAtInstall: number
  airTotalNow: number
  cyclesSinceInstall: number | null
}

export interface ComponentLimits {
  lifeLimit: number | null
  lifeLimitCycles: number | null
  overhaul: number | null
}

export interface ComponentTimes {
  tsn: number
  tso: number | null
  csn: number | null
  overhaulRemaining: number | null
  lifeRemaining: number | null
  lifeRemainingCycles: number | null
}

/**
 * The times of a component (14 CFR 91.417(a)(2)(i), (ii) and (iv)). They run with the air total of the aircraft, which
 * goes on when a dial is replaced. One that was never overhauled counts toward its overhaul since new.
 */
export function componentTimes(installed: Installed, limits: ComponentLimits): ComponentTimes {
  const flown = Math.max(0, installed.airTotalNow - installed.airTotalAtInstall)
  const tsn = installed.tsnAtInstall + flown
  const tso = sinceOverhaul(installed, flown)
  const csn =
    installed.csnAtInstall === null || installed.cyclesSinceInstall === null
      ? installed.csnAtInstall
      : installed.csnAtInstall + Math.max(0, installed.cyclesSinceInstall)
  return {
    tsn,
    tso,
    csn,
    overhaulRemaining: limits.overhaul === null ? null : limits.overhaul - (tso ?? tsn),
    lifeRemaining: limits.lifeLimit === null ? null : limits.lifeLimit - tsn,
    lifeRemainingCycles:
      limits.lifeLimitCycles === null || csn === null ? null : limits.lifeLimitCycles - csn,
  }
}

function sinceOverhaul(
  { airTotalAtOverhaul, airTotalNow, tsoAtInstall }: Installed,
  flown: number,
): number | null {
  if (airTotalAtOverhaul !== null) return Math.max(0, airTotalNow - airTotalAtOverhaul)
  return tsoAtInstall === null ? null : tsoAtInstall + flown
}
