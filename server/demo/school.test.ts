import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { limitAfter, presetLimits, ruleLimit } from '#modules/maintenance/index.ts'
import { commonInspectionOf } from '#rules/common-inspection.ts'
import { dueStanding } from '#rules/due-state.ts'
import { faultOfRegistration } from '#rules/us-registration.ts'
import { sunHeightDegrees } from './daylight.ts'
import { demoCustomers } from './fbo.ts'
import { makeMaintenance } from './maintenance.ts'
import { places } from './place.ts'
import { generateSchool } from './school.ts'

for (const at of ['2026-11-21T12:00:00Z', '2026-07-04T23:30:00Z', '2028-02-29T18:00:00Z']) {
  describe(`the school as of ${at}`, () => {
    const now = Temporal.Instant.from(at)
    const nowMinutes = now.epochMilliseconds / 60_000
    const school = generateSchool({ now })
    const { flights, people, aircraft } = school

    test('has 14 aircraft, 60 people and about 6,000 flights over two years', () => {
      assert.equal(aircraft.length, 14)
      assert.equal(people.length, 60)
      assert.ok(flights.length > 5500 && flights.length < 6500, `${flights.length} flights`)
      const first = flights[0]?.offBlock ?? 0
      assert.ok(nowMinutes - first > 720 * 1440 && nowMinutes - first < 733 * 1440)
    })

    test('comes out the same every time', () => {
      assert.deepEqual(generateSchool({ now }), school)
    })

    test('registrations are valid in form, and addresses and numbers are reserved', () => {
      for (const { registration } of aircraft.filter(({ category }) => category === 'airplane')) {
        assert.match(registration, /^N6\d\dFS$/)
        assert.equal(faultOfRegistration(registration), null)
      }
      const visitors = demoCustomers.flatMap(({ tails }) => tails)
      for (const tail of visitors) assert.equal(faultOfRegistration(tail), null)
      for (const { email, phone } of people) {
        assert.match(email, /@meadowhawk\.example$/)
        assert.match(phone, /^\+1 970 555 01\d\d$/)
      }
    })

    test('names everything once', () => {
      assert.equal(new Set(aircraft.map(({ registration }) => registration)).size, 14)
      assert.equal(new Set(people.map(({ email }) => email)).size, 60)
      assert.equal(new Set(people.map(({ displayName }) => displayName)).size, 60)
      const slugs = school.projects.map(({ slug }) => slug)
      assert.equal(new Set(slugs).size, slugs.length)
    })

    test('flies only with aircraft, people, projects and places that it has', () => {
      const known = {
        aircraft: new Set(
          aircraft.filter(({ category }) => category === 'airplane').map(({ registration }) => registration),
        ),
        people: new Set(people.map(({ email }) => email)),
        projects: new Set(school.projects.map(({ slug }) => slug)),
      }
      for (const flight of flights) {
        assert.ok(known.aircraft.has(flight.aircraft))
        assert.ok(flight.crew.length > 0 && flight.crew.every(({ person }) => known.people.has(person)))
        assert.ok(flight.project === null || known.projects.has(flight.project))
        assert.ok(flight.from in places && flight.to in places)
      }
      assert.equal(new Set(flights.map((flight) => flight.aircraft)).size, 13)
    })

    test('has no aircraft in two places at once, and none that moves on its own', () => {
      for (const log of logs((flight) => [flight.aircraft])) {
        for (const [before, after] of pairs(log)) {
          assert.ok(before.onBlock < after.offBlock, `${after.aircraft} flies twice`)
          assert.equal(before.to, after.from, `${after.aircraft} jumps`)
        }
      }
    })

    test('has no person in two places at once', () => {
      for (const log of logs((flight) => flight.crew.map(({ person }) => person))) {
        for (const [before, after] of pairs(log)) {
          assert.ok(before.onBlock < after.offBlock)
          assert.equal(before.to, after.from)
        }
      }
    })

    test('runs its clocks forward: block holds air, and nothing ends after now', () => {
      for (const { offBlock, takeOff, landing, onBlock } of flights) {
        assert.ok(offBlock < takeOff && takeOff < landing && landing < onBlock && onBlock <= nowMinutes)
        assert.ok(onBlock - offBlock <= 6 * 60)
      }
    })

    test('has hobbs a little above block, and tach below hobbs', () => {
      for (const flight of flights) {
        const hobbs = flight.hobbsInHundredths - flight.hobbsOutHundredths
        const block = ((flight.onBlock - flight.offBlock) * 100) / 60
        assert.equal(hobbs % 10, 0)
        assert.ok(hobbs > block && hobbs < block + 21, `${hobbs} for ${block}`)
        const tach = flight.tachInHundredths - flight.tachOutHundredths
        assert.ok(tach > 0 && tach < hobbs)
      }
    })

    test('has meters that start where they stood, and go on without a gap', () => {
      for (const log of logs((flight) => [flight.aircraft])) {
        const plane = aircraft.find(({ registration }) => registration === log[0]?.aircraft)
        assert.equal(log[0]?.hobbsOutHundredths, plane?.hobbsStartHundredths)
        assert.equal(log[0]?.tachOutHundredths, plane?.tachStartHundredths)
        for (const [before, after] of pairs(log)) {
          assert.equal(after.hobbsOutHundredths, before.hobbsInHundredths)
          assert.equal(after.tachOutHundredths, before.tachInHundredths)
        }
      }
    })

    test('lands as often as it takes off, by night only where it is dark', () => {
      for (const flight of flights) {
        const landings = flight.dayLandings + flight.nightLandings
        assert.equal(flight.dayTakeOffs + flight.nightTakeOffs, landings)
        assert.ok(landings >= 1 && landings <= 9)
        assert.ok(flight.dayFullStopLandings <= flight.dayLandings)
        assert.ok(flight.dayFullStopLandings + flight.nightFullStopLandings >= 1)
        const { latitude, longitude } = places[flight.to]
        const darkest = Math.min(
          sunHeightDegrees(flight.takeOff, latitude, longitude),
          sunHeightDegrees(flight.landing, latitude, longitude),
        )
        if (flight.nightLandings > 0) assert.ok(darkest < -5.5)
      }
      const byNight = flights.filter((flight) => flight.nightLandings > 0).length
      assert.ok(byNight > 50 && byNight < flights.length * 0.1, `${byNight} by night`)
    })

    test('has a cross-country, night, instrument, solo and aerial work flight to show', () => {
      assert.ok(flights.some((flight) => flight.from !== flight.to && flight.flightType === 'training'))
      assert.ok(flights.some((flight) => flight.approaches > 0 && flight.holds > 0))
      assert.ok(flights.some((flight) => flight.crew.some(({ role }) => role === 'solo')))
      for (const type of ['private', 'aerial_work', 'positioning', 'maintenance', 'checkride']) {
        assert.ok(
          flights.some(({ flightType }) => flightType === type),
          type,
        )
      }
    })

    test('keeps instructors to 8 hours of instruction in any 24', () => {
      for (const log of logs((flight) =>
        flight.crew.filter(({ role }) => role === 'instructor').map(({ person }) => person),
      )) {
        for (const last of log) {
          const within = log.filter(
            (flight) => flight.onBlock <= last.onBlock && flight.onBlock > last.onBlock - 1440,
          )
          const minutes = within.reduce((sum, flight) => sum + flight.onBlock - flight.offBlock, 0)
          assert.ok(minutes <= 480, `${minutes} minutes`)
        }
      }
    })

    test('inspects every aircraft before 100 hours of tach have passed', () => {
      for (const log of logs((flight) => [flight.aircraft])) {
        const done = school.inspections.filter((inspection) => inspection.aircraft === log[0]?.aircraft)
        const readings = [
          log[0]?.tachOutHundredths ?? 0,
          ...done.map(({ tachHundredths }) => tachHundredths),
          log.at(-1)?.tachInHundredths ?? 0,
        ]
        for (const [before, after] of pairs(readings)) assert.ok(after - before <= 10_000)
      }
    })

    test('has one inspection that is late, some that are soon due, and none done in the future', () => {
      const today = school.today.toString()
      const states = makeMaintenance(school).map(({ aircraft: registration, preset, completions }) => {
        const { anchor } = commonInspectionOf(preset)
        let limits = presetLimits(preset, 'tach', null, null)
        for (const { on, tachHundredths } of completions) {
          assert.ok(on <= today)
          limits = limits.map((limit) =>
            limitAfter(limit, anchor, {
              on,
              at: { hobbs: null, tach: tachHundredths, air: null, cycles: null },
            }),
          )
        }
        const standsAt =
          flights.findLast((flight) => flight.aircraft === registration && flight.status === 'approved')
            ?.tachInHundredths ?? 0
        const use = { today, counters: { tach: { standsAt, ran: 0, overDays: 0 } } }
        return dueStanding(limits.map(ruleLimit), use).state
      })
      const count = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length
      assert.equal(count('overdue'), 1)
      assert.equal(count('insufficient_data'), 0)
      assert.ok(count('due', 'upcoming') >= 3 && count('due', 'upcoming') <= 20)
    })

    test('has nearly all flights approved, and the last days in every other state', () => {
      const share = flights.filter(({ status }) => status === 'approved').length / flights.length
      assert.ok(share > 0.99 && share < 1)
      for (const status of ['draft', 'submitted', 'rejected']) {
        const those = flights.filter((flight) => flight.status === status)
        assert.ok(those.length > 0, status)
        assert.ok(
          those.every((flight) => nowMinutes - flight.onBlock < 8 * 1440),
          status,
        )
      }
    })

    test('approves nobody by themselves, and an aircraft in the order it flew', () => {
      for (const log of logs((flight) => [flight.aircraft])) {
        let lastApproval = 0
        let isOpen = false
        for (const flight of log) {
          if (flight.status !== 'approved') {
            isOpen = true
            continue
          }
          assert.ok(!isOpen && flight.approvedAt > lastApproval && flight.approvedAt <= nowMinutes)
          assert.ok(flight.onBlock < flight.submittedAt && flight.submittedAt < flight.approvedAt)
          assert.ok(flight.crew.every(({ person }) => person !== flight.approvedBy))
          lastApproval = flight.approvedAt
        }
      }
    })

    test('has one deployment a service running at most, and flights on each that is over', () => {
      for (const { slug, services } of school.projects) {
        for (const { deployments } of services) {
          assert.ok(deployments.filter(({ status }) => status === 'running').length <= 1)
          for (const [before, after] of pairs(deployments)) assert.ok(before.toDay < after.fromDay)
          for (const deployment of deployments.filter(({ status }) => status === 'completed')) {
            assert.ok(flights.some((flight) => flight.project === slug && flight.to === deployment.field))
          }
        }
      }
      assert.ok(
        school.projects.some(({ services }) =>
          services.some(({ deployments }) => deployments.some(({ status }) => status === 'running')),
        ),
      )
    })

    function logs(keysOf: (flight: (typeof flights)[number]) => string[]) {
      const byKey = new Map<string, typeof flights>()
      for (const flight of flights) {
        for (const key of keysOf(flight)) byKey.set(key, [...(byKey.get(key) ?? []), flight])
      }
      return byKey.values()
    }
  })
}

test('the sun of the June solstice stands as high at noon, and as low at midnight, as the latitude says', () => {
  // Local solar time at 105° west is seven hours behind UTC; the sun runs two minutes late that day.
  const noon = Temporal.Instant.from('2026-06-21T19:02:00Z').epochMilliseconds / 60_000
  assert.ok(Math.abs(sunHeightDegrees(noon, 40, -105) - (90 - 40 + 23.44)) < 0.3)
  assert.ok(Math.abs(sunHeightDegrees(noon - 720, 40, -105) - (40 + 23.44 - 90)) < 0.3)
})

function pairs<T>(items: T[]) {
  return items.slice(1).map((item, index) => [items[index] as T, item] as const)
}
