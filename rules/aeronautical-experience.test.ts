import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ExperienceLesson, experienceOf } from './aeronautical-experience.ts'

const lesson = (fields: Partial<ExperienceLesson>): ExperienceLesson => ({
  heldOn: '2026-06-10',
  dualMinutes: 0,
  soloMinutes: 0,
  nightMinutes: 0,
  instrumentMinutes: 0,
  crossCountryMinutes: 0,
  ...fields,
})
const counted = (lessons: ExperienceLesson[], today = '2026-08-31') =>
  Object.fromEntries(experienceOf(lessons, today).map((entry) => [entry.title, entry.countedMinutes]))

test('dual and solo time count apart, and cross-country time counts where it was flown', () => {
  const minutes = counted([
    lesson({ dualMinutes: 120, crossCountryMinutes: 90, nightMinutes: 30, instrumentMinutes: 20 }),
    lesson({ soloMinutes: 200, crossCountryMinutes: 150, nightMinutes: 10 }),
  ])
  assert.deepEqual(minutes, {
    'Flight time': 320,
    'Flight training from an instructor': 120,
    'Cross-country flight training': 90,
    'Night flight training': 30,
    'Flight training by reference to instruments': 20,
    'Preparation for the practical test in the last 2 calendar months': 120,
    'Solo flight time': 200,
    'Solo cross-country flight time': 150,
  })
})

test('preparation counts from the first day of the second month before the test', () => {
  const title = 'Preparation for the practical test in the last 2 calendar months'
  const on = (heldOn: string) => counted([lesson({ heldOn, dualMinutes: 60 })], '2026-08-01')[title]
  assert.deepEqual([on('2026-05-31'), on('2026-06-01'), on('2026-08-01')], [0, 60, 60])
})

test('one minute short is short by one minute', () => {
  const [total] = experienceOf([lesson({ dualMinutes: 2_399 })], '2026-08-31')
  assert.deepEqual([total?.requiredMinutes, total?.shortMinutes], [2_400, 1])
})
