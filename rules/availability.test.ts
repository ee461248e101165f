import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Availability, isWithinHours } from './availability.ts'

const denver: Availability = {
  timezone: 'America/Denver',
  weekly: [
    { weekday: 'monday', from: '08:00', to: '12:00' },
    { weekday: 'monday', from: '12:00', to: '17:00' },
    { weekday: 'friday', from: '18:00', to: '24:00' },
    { weekday: 'saturday', from: '00:00', to: '02:00' },
    { weekday: 'sunday', from: '01:00', to: '04:00' },
  ],
  exceptions: [
    { on: '2027-03-15', hours: [] },
    { on: '2027-03-16', hours: [{ from: '10:00', to: '11:00' }] },
  ],
}

/** Times of Denver: seven hours behind UTC up to 14 March 2027, six from then on. */
const cases: [from: string, to: string, isWithin: boolean, why: string][] = [
  ['2027-03-08T15:00Z', '2027-03-08T16:00Z', true, 'begins as the day does'],
  ['2027-03-08T14:59Z', '2027-03-08T16:00Z', false, 'a minute before'],
  ['2027-03-08T18:00Z', '2027-03-08T20:00Z', true, 'over hours that meet at noon'],
  ['2027-03-08T23:00Z', '2027-03-09T00:00Z', true, 'ends as the day does'],
  ['2027-03-08T23:00Z', '2027-03-09T00:01Z', false, 'a minute after'],
  ['2027-03-09T16:00Z', '2027-03-09T17:00Z', false, 'a day without hours'],
  ['2027-03-13T05:00Z', '2027-03-13T09:00Z', true, 'over midnight, where both days have hours'],
  ['2027-03-13T05:00Z', '2027-03-13T09:01Z', false, 'a minute too long after midnight'],
  ['2027-03-14T08:00Z', '2027-03-14T10:00Z', true, 'over the hour that the clock skips: 01:00 to 04:00'],
  ['2027-03-14T08:00Z', '2027-03-14T10:01Z', false, 'a minute longer: the clock shows 04:01'],
  ['2027-03-15T15:00Z', '2027-03-15T16:00Z', false, 'a Monday that is excepted'],
  ['2027-03-16T16:00Z', '2027-03-16T17:00Z', true, 'a Tuesday with hours of its own'],
  ['2027-03-16T16:00Z', '2027-03-16T17:01Z', false, 'longer than those'],
]

for (const [from, to, isWithin, why] of cases)
  test(`${from} to ${to} is ${isWithin ? 'within' : 'outside of'} the hours: ${why}`, () => {
    const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds
    assert.equal(isWithinHours({ from: at(from), to: at(to) }, denver), isWithin)
  })
