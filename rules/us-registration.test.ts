import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOfRegistration, lookOf } from './us-registration.ts'

const right = ['N1', 'N172SP', 'N12345', 'N1234A', 'N9AB', 'NC12345', 'NX211', 'NR7952', 'G-ABCD', 'F-GNOI']
const wrong = [
  ['N0', 'begins with 0'],
  ['N01234', 'begins with 0'],
  ['N011AP', 'begins with 0'],
  ['N123456', 'is not one to five digits, up to four and a letter, or up to three and two letters'],
  ['N1234AB', 'is not one to five digits, up to four and a letter, or up to three and two letters'],
  ['N1A2', 'is not one to five digits, up to four and a letter, or up to three and two letters'],
  ['NABC', 'has no digit behind the N'],
  ['N', 'has no digit behind the N'],
  ['N12IO', 'has an I or an O, which the FAA does not give: 1 and 0 look like them'],
  ['N--1', 'has a hyphen, and those of the United States have none'],
  ['N-172SP', 'has a hyphen, and those of the United States have none'],
] as const

for (const registration of right)
  test(`${registration} is right`, () => assert.equal(faultOfRegistration(registration), null))
for (const [registration, fault] of wrong)
  test(`${registration} ${fault}`, () => assert.equal(faultOfRegistration(registration), fault))

test('registrations that look alike have one look', () => {
  assert.equal(lookOf('n-12io'), lookOf('N1210'))
  assert.notEqual(lookOf('N1210'), lookOf('N1211'))
})
