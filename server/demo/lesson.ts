import type { Leg, Sortie } from './logbook.ts'
import { type Base, crossCountryPlaces, distanceNm, nearbyPlaces, type Place } from './place.ts'
import type { Random } from './random.ts'

export type Stage =
  | 'presolo'
  | 'solo'
  | 'cross_country'
  | 'checkride'
  | 'instrument'
  | 'commercial'
  | 'multi_engine'
  | 'finished'

// Where a student stands by the time flown, as in a course approved under part 141.
export function stageOf(flownMinutes: number): Stage {
  const hours = flownMinutes / 60
  if (hours < 17) return 'presolo'
  if (hours < 26) return 'solo'
  if (hours < 56) return 'cross_country'
  if (hours < 58) return 'checkride'
  if (hours < 108) return 'instrument'
  if (hours < 205) return 'commercial'
  return hours < 235 ? 'multi_engine' : 'finished'
}

export function typesFor(stage: Stage, base: Base, random: Random): string[] {
  if (stage === 'multi_engine') return base === 'KFNL' ? ['DA42'] : ['BE76']
  if (stage === 'instrument') return base === 'KFNL' ? ['DA40', 'C172'] : ['C172', 'P28A']
  if (stage === 'commercial' && base === 'KFNL') {
    if (random.chance(0.12)) return ['CH7A']
    return random.chance(0.15) ? ['C182'] : ['DA40', 'C172', 'P28A']
  }
  return base === 'KGXY' && stage !== 'cross_country' ? ['C152', 'C172', 'P28A'] : ['C172', 'P28A']
}

type Plan = { isDual: boolean; legs: Leg[]; remarks: string | null; flightType: Sortie['flightType'] }

export function planLesson(
  stage: Stage,
  base: Base,
  cruiseKt: number,
  isEvening: boolean,
  random: Random,
): Plan {
  const training = { flightType: 'training' as const, remarks: null }
  if (stage === 'checkride') {
    return {
      isDual: true,
      legs: [local(base, random.int(70, 85), 3)],
      flightType: 'checkride',
      remarks: 'Private pilot practical test',
    }
  }
  if (isEvening) {
    const legs = random.chance(0.3)
      ? crossCountry(base, cruiseKt, random)
      : [local(base, random.int(55, 70), random.int(4, 6))]
    return { ...training, isDual: stage !== 'commercial', legs, remarks: 'Night training' }
  }
  if (stage === 'presolo') {
    return {
      ...training,
      isDual: true,
      legs: [local(base, random.int(52, 75), random.int(3, 8))],
      remarks: random.pick(PRESOLO),
    }
  }
  if (stage === 'solo') {
    const isDual = random.chance(0.5)
    return {
      ...training,
      isDual,
      legs: [local(base, random.int(45, 70), random.int(3, 7))],
      remarks: isDual ? null : 'Solo, pattern and practice area',
    }
  }
  if (stage === 'instrument') {
    const place = random.chance(0.4) ? random.pick(nearbyPlaces(base)) : undefined
    const approaches = { approaches: random.int(2, 4), holds: random.int(0, 1) }
    if (!place)
      return {
        ...training,
        isDual: true,
        legs: [{ ...local(base, random.int(75, 100), 1), ...approaches }],
        remarks: random.pick(INSTRUMENT),
      }
    const legs = thereAndBack(base, place, cruiseKt, random).map((leg) => ({
      ...leg,
      approaches: random.int(1, 2),
      airMinutes: leg.airMinutes + 18,
    }))
    return { ...training, isDual: true, legs, remarks: random.pick(INSTRUMENT) }
  }
  if (stage === 'multi_engine') {
    return {
      ...training,
      isDual: true,
      legs: [{ ...local(base, random.int(65, 90), random.int(2, 5)), approaches: random.int(0, 2) }],
      remarks: random.pick(MULTI_ENGINE),
    }
  }
  const isDual = random.chance(stage === 'cross_country' ? 0.6 : 0.4)
  const legs = random.chance(0.4)
    ? crossCountry(base, cruiseKt, random)
    : [local(base, random.int(60, 80), random.int(1, 4))]
  return { ...training, isDual, legs, remarks: legs.length > 1 ? `Cross-country to ${legs[0]?.to}` : null }
}

export function planRental(base: Base, cruiseKt: number, random: Random): Leg[] {
  const near = random.pick(nearbyPlaces(base))
  if (near && random.chance(0.4)) return thereAndBack(base, near, cruiseKt, random)
  return random.chance(0.4)
    ? crossCountry(base, cruiseKt, random)
    : [local(base, random.int(40, 70), random.int(1, 3))]
}

export function local(at: Place, airMinutes: number, landings: number): Leg {
  return { from: at, to: at, airMinutes, landings, approaches: 0, holds: 0, stopAfterMinutes: 0 }
}

export function hop(from: Place, to: Place, cruiseKt: number, random: Random): Leg {
  const airMinutes = Math.round((distanceNm(from, to) / cruiseKt) * 60) + random.int(7, 14)
  return { from, to, airMinutes, landings: 1, approaches: 0, holds: 0, stopAfterMinutes: random.int(22, 55) }
}

function crossCountry(base: Base, cruiseKt: number, random: Random): Leg[] {
  const to = random.pick(crossCountryPlaces(base)) ?? 'KCYS'
  const via = random.chance(0.25)
    ? crossCountryPlaces(base).find((place) => place !== to && distanceNm(place, to) < 90)
    : undefined
  if (!via) return thereAndBack(base, to, cruiseKt, random)
  return [hop(base, to, cruiseKt, random), hop(to, via, cruiseKt, random), hop(via, base, cruiseKt, random)]
}

function thereAndBack(base: Base, to: Place, cruiseKt: number, random: Random): Leg[] {
  return [hop(base, to, cruiseKt, random), hop(to, base, cruiseKt, random)]
}

const PRESOLO = [
  'Slow flight and stalls',
  'Ground reference manoeuvres',
  'Take-offs and landings',
  'Steep turns, emergency procedures',
  null,
] as const
const INSTRUMENT = [
  'ILS and RNAV approaches under the hood',
  'Holding, partial panel',
  'DME arc, VOR approach',
  null,
] as const
const MULTI_ENGINE = [
  'Engine failure after take-off, Vmc demonstration',
  'Single-engine approaches',
  'Drag demonstration',
  null,
] as const
