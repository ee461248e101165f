import { getPosition, getTimes } from 'suncalc'

export interface Place {
  latitude: number
  longitude: number
}

/**
 * `civil`: from the end of evening civil twilight to the beginning of morning civil twilight, the night that is logged
 * (14 CFR 1.1). `recency`: from one hour after sunset to one hour before sunrise, the night of take-offs and landings
 * with passengers (14 CFR 61.57(b)). Neither contains the other.
 */
export type NightClock = 'civil' | 'recency'

/** Milliseconds since 1970. */
export interface Period {
  from: number
  to: number
}

interface SolarDay {
  noon: number
  /** When the sun passes the altitude of the clock; null if it does not on this day. */
  rise: number | null
  set: number | null
  /** Without these: whether it is dark all day. */
  isDark: boolean
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
// Below the horizon the library adds the refraction at the horizon, 0.48°, to the altitude.
const apparentCivilDegrees = -6 + 0.48

/** The nights of a clock that touch the time between two instants, in order. In the polar night they are one. */
export function nights(clock: NightClock, place: Place, { from, to }: Period): Period[] {
  const days: SolarDay[] = []
  for (let at = from - dayMs; at <= to + 2 * dayMs; at += dayMs) days.push(solarDay(clock, place, at))
  const margin = clock === 'recency' ? hourMs : 0
  const periods = days.slice(0, -1).flatMap((day, index) => {
    const next = days[index + 1] as SolarDay
    const begin = day.set === null ? darkFrom(day, next) : day.set + margin
    const end = next.rise === null ? darkUntil(next) : next.rise - margin
    return begin < end ? [{ from: begin, to: end }] : []
  })
  return merge(periods).filter((period) => period.from <= to && period.to > from)
}

/** Whether it is night at an instant. The first instant of a night belongs to it, the last does not. */
export function isNight(clock: NightClock, place: Place, at: number): boolean {
  return nights(clock, place, { from: at, to: at }).some((period) => period.from <= at && at < period.to)
}

function solarDay(clock: NightClock, { latitude, longitude }: Place, at: number): SolarDay {
  const times = getTimes(new Date(at), latitude, longitude)
  const [rise, set] = clock === 'civil' ? [times.dawn, times.dusk] : [times.sunrise, times.sunset]
  const { altitude } = getPosition(times.solarNoon, latitude, longitude)
  return {
    noon: times.solarNoon.getTime(),
    rise: rise?.getTime() ?? null,
    set: set?.getTime() ?? null,
    isDark: clock === 'civil' ? altitude < apparentCivilDegrees : times.alwaysDown === true,
  }
}

// A day without a sunset is dark from its own beginning, or light to the end: then the night begins with the next day.
const darkFrom = (day: SolarDay, next: SolarDay) =>
  day.isDark ? day.noon - dayMs / 2 : next.noon - dayMs / 2
// A day without a sunrise is dark to its end, or light from its beginning.
const darkUntil = (day: SolarDay) => day.noon + (day.isDark ? dayMs / 2 : -dayMs / 2)

function merge(periods: Period[]): Period[] {
  const merged: Period[] = []
  for (const period of periods) {
    const last = merged.at(-1)
    if (last && period.from <= last.to) last.to = Math.max(last.to, period.to)
    else merged.push({ ...period })
  }
  return merged
}

/** A flight from one place to another. */
export interface Leg {
  takeOffAt: number
  landingAt: number
  from: Place
  to: Place
}

export interface NightOfLeg {
  takeOff: boolean
  landing: boolean
  /** It was night all the way, or never, so this also holds for landings on the way. */
  isConstant: boolean
}

const highSunDegrees = 10
const shortLegMs = 3 * hourMs

/** Whether a flight took off and landed at night. */
export function nightOfLeg(clock: NightClock, { takeOffAt, landingAt, from, to }: Leg): NightOfLeg {
  // Most flights are by day. From 10° the sun does not go down by 16° and come up again within three hours.
  const isHigh = (place: Place, at: number) =>
    getPosition(new Date(at), place.latitude, place.longitude).altitude > highSunDegrees
  if (landingAt - takeOffAt <= shortLegMs && isHigh(from, takeOffAt) && isHigh(to, landingAt))
    return { takeOff: false, landing: false, isConstant: true }
  const flown = { from: takeOffAt, to: landingAt }
  const [atFrom, atTo] = [nights(clock, from, flown), nights(clock, to, flown)]
  const covers = (periods: Period[], at: number) =>
    periods.some((period) => period.from <= at && at < period.to)
  const [takeOff, landing] = [covers(atFrom, takeOffAt), covers(atTo, landingAt)]
  const changes = [...atFrom, ...atTo].some(
    (period) => isBetween(period.from, flown) || isBetween(period.to, flown),
  )
  return { takeOff, landing, isConstant: takeOff === landing && !changes }
}

const isBetween = (at: number, { from, to }: Period) => from < at && at <= to
