import type { CommonInspection } from '#rules/common-inspection.ts'
import type { DemoSchool } from './school.ts'

export interface DemoCompletion {
  on: string
  tachHundredths: number | null
  by: string
  reference: string
}

export interface DemoItem {
  aircraft: string
  preset: CommonInspection
  /** Where it is not as the regulation calls it. */
  title?: string
  reference?: string
  completions: DemoCompletion[]
}

// Whose signature an annual needs (65.95), and who does the rest, at each base.
const inspectors = { KFNL: 'Bruno Kettlewick', KGXY: 'Harriet Stanwood' } as const
const mechanics = { KFNL: 'Dariusz Nowinek', KGXY: 'Keiko Amanuma' } as const

/**
 * What the school's maintenance has done: 100-hour inspections as they were flown, the rest spread over the year,
 * so that a few are soon due. One is late, and harms nobody who flies by sight: a VOR check.
 */
export function makeMaintenance(school: DemoSchool): DemoItem[] {
  const { days } = school.firstOn.until(school.today, { largestUnit: 'days' })
  return school.aircraft.flatMap((plane, index): DemoItem[] => {
    const { registration, base } = plane
    const tachOn = tachOf(school, registration)
    const done = (on: string, by: string, page: number): DemoCompletion => ({
      on,
      tachHundredths: plane.category === 'simulator' ? null : tachOn(on),
      by,
      reference: `Airframe log ${1 + Math.floor(page / 40)}, page ${1 + (page % 40)}`,
    })
    const ago = (months: number, day: number) =>
      earliest(school.today.subtract({ months }).with({ day }), school.today).toString()
    const day = 4 + ((index * 5) % 20)
    const spread = (
      preset: CommonInspection,
      period: number,
      monthsAgo: number,
      by: string,
      page: number,
    ) => {
      // The next to fall due do so at the end of this month: within the days of their warning, on whatever day.
      const months = monthsAgo === period - 1 ? period : monthsAgo
      return {
        aircraft: registration,
        preset,
        completions: [months + period, months].map((one, place) => done(ago(one, day), by, page + place * 9)),
      }
    }
    if (plane.category === 'simulator')
      return [
        {
          ...spread('annual', 12, 7, mechanics[base], 3),
          title: 'Visual system calibration',
          reference: 'Maker’s manual, chapter 12',
        },
      ]
    const inspector = inspectors[base]
    const items: DemoItem[] = [
      spread('annual', 12, (index * 5 + 1) % 12, inspector, 11),
      {
        aircraft: registration,
        preset: 'hundred_hour',
        completions: school.inspections
          // One that is still going on is not done.
          .filter((inspection) => inspection.aircraft === registration && inspection.toDay <= days)
          .map(({ toDay, tachHundredths }, place) => ({
            ...done(school.firstOn.add({ days: toDay }).toString(), mechanics[base], 14 + place * 3),
            tachHundredths,
          })),
      },
      spread('transponder', 24, (index * 7 + 2) % 24, inspector, 17),
      spread('elt', 12, (index * 7 + 4) % 12, mechanics[base], 21),
      {
        aircraft: registration,
        preset: 'oil',
        completions: [done(lastOilChange(school, tachOn, index), mechanics[base], 29)],
      },
    ]
    if (plane.isIfr) items.push(spread('altimeter', 24, (index * 7 + 2) % 24, inspector, 16))
    const isLate = registration === 'N622FS'
    if (plane.isIfr && index % 3 === 2)
      items.push({
        aircraft: registration,
        preset: 'vor',
        completions: [68, isLate ? 34 : 12].map((days, place) =>
          done(school.today.subtract({ days }).toString(), mechanics[base], 33 + place),
        ),
      })
    return items
  })
}

const earliest = (a: Temporal.PlainDate, b: Temporal.PlainDate) =>
  Temporal.PlainDate.compare(a, b) < 0 ? a : b

/** Where the tach of an aircraft stood at the end of a day, as far as its flights are approved. */
function tachOf({ flights, aircraft, timeZone }: DemoSchool, registration: string) {
  const flown = flights
    .filter((flight) => flight.aircraft === registration && flight.status === 'approved')
    .map((flight) => ({
      on: Temporal.Instant.fromEpochMilliseconds(flight.onBlock * 60_000)
        .toZonedDateTimeISO(timeZone)
        .toPlainDate()
        .toString(),
      tach: flight.tachInHundredths,
    }))
  const first = aircraft.find((one) => one.registration === registration)?.tachStartHundredths ?? 0
  return (on: string) => flown.findLast((flight) => flight.on <= on)?.tach ?? first
}

// Every 50 hours or four months: as long ago as the aircraft's flying allows.
function lastOilChange({ today }: DemoSchool, tachOn: (on: string) => number, index: number): string {
  const now = tachOn(today.toString())
  for (let days = 92 - (index % 5) * 8; days > 3; days -= 4) {
    const on = today.subtract({ days }).toString()
    if (now - tachOn(on) <= 4_750 - (index % 4) * 600) return on
  }
  return today.subtract({ days: 2 }).toString()
}
