import { addCalendarMonths } from './calendar.ts'
import {
  type Endorsement,
  isEndorsement,
  isInstructor,
  isInstrumentRating,
  namesType,
  type PilotLevel,
  pilotLevel,
  pilotLevels,
  ratedClasses,
} from './certificate-title.ts'
import {
  type AircraftFacts,
  answer,
  type FlownPart,
  faa,
  type Rule,
  type RuleVerdict,
} from './eligibility.ts'
import { flightReviewExpiry } from './flight-review.ts'

/** A record as it counted on the day of the flight. */
export interface HeldRecord {
  recordId: string
  kind: string
  title: string
  issuedOn: string | null
  /** The last day, calculated or entered. Null: it does not end. */
  expiresOn: string | null
}

export interface Holder {
  crewId: string
  records: readonly HeldRecord[]
  /** As it stands on the page of the person. */
  certificateType: string | null
}

const isGood = ({ expiresOn }: HeldRecord, on: string) => expiresOn === null || expiresOn >= on
export const endOf = ({ expiresOn }: HeldRecord) => expiresOn ?? '9999-12-31'

/** The record that is good longest. */
export const longest = <R extends HeldRecord>(records: readonly R[]): R | undefined =>
  [...records].sort((a, b) => (endOf(a) < endOf(b) ? 1 : -1))[0]

/** What a record says: good, ended, or not recorded, which is no proof that it does not exist. */
export function byRecord(
  rule: Rule,
  {
    records,
    on,
    what,
    field,
    of,
    fix,
  }: { records: readonly HeldRecord[]; on: string; what: string; field: string; of: string; fix: string },
): RuleVerdict {
  const record = longest(records)
  if (!record)
    return answer(rule, {
      verdict: 'insufficient_data',
      reason: `No ${what} is recorded`,
      missing: [{ field, of }],
      cheapestFix: fix,
    })
  if (isGood(record, on))
    return answer(rule, {
      verdict: 'yes',
      reason: record.expiresOn
        ? `${record.title} is valid to ${record.expiresOn}`
        : `${record.title} does not expire`,
      windowTo: record.expiresOn,
      lapsesOn: record.expiresOn,
    })
  return answer(rule, {
    verdict: 'no',
    reason: `${record.title} lapsed on ${record.expiresOn}`,
    windowTo: record.expiresOn,
    cheapestFix: fix,
  })
}

/** The privileges that a flight takes. */
export const privileges = ['private', 'commercial', 'airline_transport'] as const
export type Privilege = (typeof privileges)[number]

const certificatesOf = ({ records }: Holder) =>
  records.filter(({ kind, title }) => kind === 'certificate' && pilotLevel(title) !== null)

/** The highest level that a person holds on a day, by the records, or else by the page of the person. */
export function levelOf(holder: Holder, on: string): PilotLevel | null {
  const titles = certificatesOf(holder)
    .filter((record) => isGood(record, on))
    .map(({ title }) => title)
  const named = titles.length === 0 && certificatesOf(holder).length === 0 ? holder.certificateType : null
  const ranks = [...titles, ...(named ? [named] : [])]
    .map(pilotLevel)
    .map((level) => (level ? pilotLevels.indexOf(level) : -1))
  return pilotLevels[Math.max(-1, ...ranks)] ?? null
}

/** 14 CFR 61.3(a): a pilot certificate, of the level that the operation takes. */
export function pilotCertificate(
  holder: Holder,
  { on, operation, isSolo }: { on: string; operation: Privilege; isSolo: boolean },
): RuleVerdict {
  const rule = faa('61.3(a)')
  const lowest: PilotLevel = isSolo ? 'student' : operation === 'private' ? 'sport' : operation
  const ranked = certificatesOf(holder).filter(
    ({ title }) => pilotLevels.indexOf(pilotLevel(title) as PilotLevel) >= pilotLevels.indexOf(lowest),
  )
  const name = lowest.replace('_', ' ')
  const fix = `A ${isSolo ? 'student' : operation.replace('_', ' ')} pilot certificate`
  if (certificatesOf(holder).length === 0 && holder.certificateType) {
    const level = pilotLevel(holder.certificateType)
    const isEnough = level !== null && pilotLevels.indexOf(level) >= pilotLevels.indexOf(lowest)
    if (isEnough)
      return answer(rule, {
        verdict: 'yes',
        reason: `${holder.certificateType} stands on the page of the person`,
        assumption: 'No certificate is recorded; it is taken from the page of the person',
      })
  }
  if (ranked.length === 0 && certificatesOf(holder).length > 0)
    return answer(rule, {
      verdict: 'no',
      reason: `${certificatesOf(holder)[0]?.title} is lower than ${name}`,
      cheapestFix: fix,
    })
  return byRecord(rule, {
    records: ranked,
    on,
    what: 'pilot certificate',
    field: 'certificate',
    of: holder.crewId,
    fix,
  })
}

/**
 * 14 CFR 61.31(c), (d): the rating of category and class. Certificates may name it too. Where no record names any class,
 * somebody who has commanded this class is taken to hold it.
 */
export function classRating(
  holder: Holder,
  {
    on,
    aircraft,
    flights,
  }: {
    on: string
    aircraft: AircraftFacts
    flights: readonly Pick<FlownPart, 'roles' | 'category' | 'class' | 'standing'>[]
  },
): RuleVerdict {
  const rule = faa('61.31(d)')
  const named = holder.records.filter(
    ({ kind, title }) => (kind === 'rating' || kind === 'certificate') && ratedClasses(title).length > 0,
  )
  const forThis = named.filter(({ title }) => ratedClasses(title).includes(aircraft.class))
  const name = aircraft.class.replaceAll('_', ' ')
  const fix = `A rating for ${name}`
  if (named.length > 0 && forThis.length === 0)
    return answer(rule, {
      verdict: 'no',
      reason: `No rating for ${name}: ${named.map(({ title }) => title).join(', ')}`,
      cheapestFix: fix,
    })
  const hasCommanded = flights.some(
    (flight) =>
      flight.standing === 'approved' &&
      flight.category === aircraft.category &&
      flight.class === aircraft.class &&
      flight.roles.includes('pic'),
  )
  if (named.length === 0 && hasCommanded)
    return answer(rule, {
      verdict: 'yes',
      reason: `Has commanded ${name}`,
      assumption: 'No record names a class; the flights as pilot in command are taken for the rating',
    })
  return byRecord(rule, {
    records: forThis,
    on,
    what: `rating for ${name}`,
    field: 'rating',
    of: holder.crewId,
    fix,
  })
}

/** 14 CFR 61.31(a): the type rating, where the aircraft takes one. */
export const typeRating = (
  holder: Holder,
  { on, aircraft }: { on: string; aircraft: AircraftFacts },
): RuleVerdict =>
  byRecord(faa('61.31(a)'), {
    records: holder.records.filter(
      ({ kind, title }) => kind === 'rating' && namesType(title, aircraft.typeDesignator),
    ),
    on,
    what: `type rating for ${aircraft.typeDesignator}`,
    field: 'rating',
    of: holder.crewId,
    fix: `A type rating for ${aircraft.typeDesignator}`,
  })

/** 14 CFR 61.3(e): the instrument rating. An airline transport pilot has its privileges. */
export const instrumentRating = (holder: Holder, on: string): RuleVerdict => {
  const rule = faa('61.3(e)')
  if (levelOf(holder, on) === 'airline_transport')
    return answer(rule, { verdict: 'yes', reason: 'An airline transport pilot has instrument privileges' })
  return byRecord(rule, {
    records: holder.records.filter(
      ({ kind, title }) => ['rating', 'certificate'].includes(kind) && isInstrumentRating(title),
    ),
    on,
    what: 'instrument rating',
    field: 'rating',
    of: holder.crewId,
    fix: 'An instrument rating',
  })
}

const paragraphs = { complex: '61.31(e)', high_performance: '61.31(f)', tailwheel: '61.31(i)' } as const

/** 14 CFR 61.31(e), (f), (i): the endorsements that the aircraft takes. */
export const endorsement = (holder: Holder, on: string, name: keyof typeof paragraphs): RuleVerdict =>
  byRecord(faa(paragraphs[name]), {
    records: endorsementsOf(holder, name),
    on,
    what: `${name.replace('_', ' ')} endorsement`,
    field: 'endorsement',
    of: holder.crewId,
    fix: `Training and a ${name.replace('_', ' ')} endorsement by an instructor`,
  })

export const endorsementsOf = ({ records }: Holder, name: Endorsement) =>
  records.filter(({ kind, title }) => kind === 'endorsement' && isEndorsement(title, name))

/**
 * 14 CFR 61.56(c): a flight review since the beginning of the 24th calendar month before the month of the flight. A
 * practical test for a certificate or rating stands for one (61.56(d)).
 */
export function flightReview(holder: Holder, on: string): RuleVerdict {
  const rule = faa('61.56(c)')
  const reviews = holder.records.filter(({ kind }) => kind === 'flight_review')
  const tests = holder.records.filter(
    ({ kind, title, issuedOn }) =>
      issuedOn !== null &&
      issuedOn <= on &&
      ((kind === 'certificate' && (pilotLevel(title) ?? 'student') !== 'student') || kind === 'rating'),
  )
  const practical = longest(
    tests.map((record) => ({ ...record, expiresOn: flightReviewExpiry(record.issuedOn as string) })),
  )
  const review = longest(reviews)
  const fix = 'A flight review: at least 1 hour of flight and 1 hour of ground training'
  if (practical && isGood(practical, on) && (!review || endOf(review) < endOf(practical)))
    return answer(rule, {
      verdict: 'yes',
      reason: `${practical.title} was issued on ${practical.issuedOn}, which counts to ${practical.expiresOn}`,
      assumption: `${practical.title} was issued after a practical test (14 CFR 61.56(d))`,
      windowFrom: addCalendarMonths(on, -25).slice(0, 8).concat('01'),
      windowTo: practical.expiresOn,
      lapsesOn: practical.expiresOn,
    })
  return byRecord(rule, {
    records: reviews,
    on,
    what: 'flight review',
    field: 'flight_review',
    of: holder.crewId,
    fix,
  })
}

/** 14 CFR 61.3(d), 61.195(b): a flight instructor certificate, for the one who teaches. */
export const instructorCertificate = (holder: Holder, on: string): RuleVerdict =>
  byRecord(faa('61.195(b)'), {
    records: holder.records.filter(({ kind, title }) => kind === 'certificate' && isInstructor(title)),
    on,
    what: 'flight instructor certificate',
    field: 'certificate',
    of: holder.crewId,
    fix: 'A flight instructor certificate that is current (14 CFR 61.197)',
  })
