import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usualCounting } from './eligibility.ts'
import {
  type Aircraft,
  type EligibilityQuestion,
  eligibility,
  type PersonFacts,
} from './person-eligibility.ts'
import { flown, holder, plane, record } from './testing/eligibility-case.ts'

// Each number of a rule, on both sides of it, through the door that the server takes.

const on = '2026-03-20'
const aircraft: Aircraft = { ...plane, names: [] }
const twin: Aircraft = { ...aircraft, class: 'multi_engine_land', typeDesignator: 'BE58' }
const taught = (minutes: number) => [flown('2026-03-01', { ...twin, minutes, roles: ['pic'] })]
const night = { takeOff: true, landing: true, isConstant: true }
const byNight = (day: string, landings = 3) =>
  flown(day, { landings, recency: night, civil: night, nightLandings: landings, nightTakeOffs: landings })
const faa = { isFaa: true, isEasa: false }
const easa = { isFaa: false, isEasa: true }
const part135 = { ...faa, isPart135: true }
const rating = (expiresOn: string) => record('rating', 'Airplane single-engine land', '2015-01-01', expiresOn)

type Case = [
  rule: string,
  what: string,
  verdict: string,
  question: Partial<EligibilityQuestion>,
  facts: Partial<PersonFacts>,
]
const check = (paragraph: string, issuedOn: string) =>
  holder(record('training', `${paragraph} check`, issuedOn))
const endorsed = (title: string) => holder(record('endorsement', title, '2026-01-10'))
const student = (...more: ReturnType<typeof record>[]) =>
  holder(record('certificate', 'Student pilot', '2025-01-10'), ...more)
const solo = { ...faa, role: 'solo', isCrossCountry: true } as const
const minimum = (measure: 'total' | 'checkout', neededMinutes: number) => ({
  minimums: [
    {
      id: 'cmn_1',
      title: 'Ours',
      authority: 'workspace' as const,
      effect: 'blocks' as const,
      measure,
      neededMinutes,
      typeDesignators: [],
      citation: null,
    },
  ],
})

const cases: Case[] = [
  ['61.57(b)', '90 days before', 'yes', { ...faa, isNight: true }, { flights: [byNight('2025-12-20')] }],
  ['61.57(b)', '91 days before', 'no', { ...faa, isNight: true }, { flights: [byNight('2025-12-19')] }],
  ['61.57(b)', 'two landings', 'no', { ...faa, isNight: true }, { flights: [byNight('2026-03-01', 2)] }],
  [
    '61.195(f)',
    '299 minutes',
    'no',
    { ...faa, role: 'instructor', aircraft: twin },
    { flights: taught(299) },
  ],
  [
    '61.195(f)',
    '300 minutes',
    'yes',
    { ...faa, role: 'instructor', aircraft: twin },
    { flights: taught(300) },
  ],
  [
    '61.195(f)',
    '300 minutes as a student',
    'no',
    { ...faa, role: 'instructor', aircraft: twin },
    { flights: taught(300).map((flight) => ({ ...flight, roles: ['dual'] })) },
  ],
  ['135.247(a)(1)', '90 days before', 'yes', part135, { flights: [flown('2025-12-20')] }],
  ['135.247(a)(1)', '91 days before', 'no', part135, { flights: [flown('2025-12-19')] }],
  ['135.247(a)(1)', 'two landings', 'no', part135, { flights: [flown('2026-03-01', { landings: 2 })] }],
  ['135.247(a)(2)', 'at night', 'yes', { ...part135, isNight: true }, { flights: [byNight('2025-12-20')] }],
  ['135.247(a)(2)', 'by day', 'no', { ...part135, isNight: true }, { flights: [flown('2026-03-01')] }],
  ['135.293', 'in the 12th month', 'yes', part135, check('135.293', '2025-03-01')],
  ['135.293', 'in the 13th month', 'no', part135, check('135.293', '2025-02-28')],
  ['135.299', 'in the 12th month', 'yes', part135, check('135.299', '2025-03-01')],
  ['135.299', 'in the 13th month', 'no', part135, check('135.299', '2025-02-28')],
  ['135.297', 'in the 6th month', 'yes', { ...part135, isInstrument: true }, check('135.297', '2025-09-01')],
  ['135.297', 'in the 7th month', 'no', { ...part135, isInstrument: true }, check('135.297', '2025-08-31')],
  ['FCL.740.A', 'on its last day', 'yes', easa, holder(rating(on))],
  ['FCL.740.A', 'the day after', 'no', easa, holder(rating('2026-03-19'))],
  ['FCL.060(b)(1)', '90 days before', 'yes', easa, { flights: [flown('2025-12-20')] }],
  ['FCL.060(b)(1)', '91 days before', 'no', easa, { flights: [flown('2025-12-19')] }],
  ['FCL.060(b)(2)', 'one', 'yes', { ...easa, isNight: true }, { flights: [byNight('2025-12-20', 1)] }],
  ['FCL.060(b)(2)', '91 days before', 'no', { ...easa, isNight: true }, { flights: [byNight('2025-12-19')] }],
  ['61.93(b)', 'endorsed', 'yes', solo, student(record('endorsement', 'Solo cross-country', '2026-01-10'))],
  ['61.93(b)', 'not endorsed', 'insufficient_data', solo, student()],
  ['61.87(n)', '90 days before', 'yes', solo, student(record('endorsement', 'Solo C172', '2025-12-20'))],
  ['61.87(n)', '91 days before', 'no', solo, student(record('endorsement', 'Solo C172', '2025-12-19'))],
  ['61.89(a)(1)', 'a student with a passenger', 'no', solo, student()],
  [
    '61.31(e)',
    'endorsed',
    'yes',
    { ...faa, aircraft: { ...aircraft, isComplex: true } },
    endorsed('Complex'),
  ],
  ['61.31(e)', 'none', 'insufficient_data', { ...faa, aircraft: { ...aircraft, isComplex: true } }, holder()],
  [
    '61.31(i)',
    'endorsed',
    'yes',
    { ...faa, aircraft: { ...aircraft, isTailwheel: true } },
    endorsed('Tailwheel'),
  ],
  ['minimum.total', '119 minutes', 'no', minimum('total', 120), { flights: [flown(on, { minutes: 119 })] }],
  ['minimum.total', '120 minutes', 'yes', minimum('total', 120), { flights: [flown(on, { minutes: 120 })] }],
  [
    'minimum.total',
    'of two types',
    'yes',
    minimum('total', 120),
    { flights: [flown(on), flown(on, { typeDesignator: 'P28A' })] },
  ],
  ['checkout', 'none', 'no', minimum('checkout', 0), holder()],
  ['checkout', 'on its last day', 'yes', minimum('checkout', 0), holder(record('checkout', 'C172', on, on))],
  ['checkout', 'ended', 'no', minimum('checkout', 0), holder(record('checkout', 'C172', on, '2026-03-19'))],
]

const nobody: PersonFacts = { ...holder(), medicals: [], birthOn: null, flights: [], earlier: [] }
const asked: EligibilityQuestion = {
  aircraft,
  on,
  today: on,
  role: 'pic',
  operation: 'private',
  isFaa: false,
  isEasa: false,
  isPart135: false,
  hasPassengers: true,
  isNight: false,
  isInstrument: false,
  isCrossCountry: false,
  counting: usualCounting,
  minimums: [],
  nightPlace: null,
}

for (const [rule, what, verdict, question, facts] of cases)
  test(`${rule}: ${what}: ${verdict}`, () => {
    const verdicts = eligibility(
      { ...nobody, ...facts },
      {
        ...asked,
        ...question,
      },
    )
    const judged = verdicts.find((entry) => entry.rule === rule)
    assert.equal(judged?.verdict, verdict, `${judged?.reason} of ${verdicts.map((entry) => entry.rule)}`)
    const isUnread = /^135|^FCL|^MED/.test(rule)
    assert.equal(judged?.effect, isUnread ? 'warns' : 'blocks')
  })

test('landings in a simulator warn that a training center’s course would count them (61.57(a)(3), (b)(2)), within 90 days, and never block', () => {
  const judged = (flights: PersonFacts['flights']) =>
    eligibility({ ...nobody, flights }, { ...asked, ...faa, hasPassengers: true }).filter(({ rule }) =>
      rule.startsWith('61.57(a)'),
    )
  const inSimulator = (day: string) => flown(day, { category: 'simulator', isSimulator: true })
  const [own, simulated] = judged([inSimulator('2025-12-20')])
  assert.deepEqual(
    [own?.verdict, simulated?.rule, simulated?.verdict, simulated?.effect],
    ['no', '61.57(a)(3)', 'insufficient_data', 'warns'],
  )
  assert.deepEqual(simulated?.missing, [{ field: 'trainingCenter', of: 'flt_2025-12-20' }])
  const byNight = eligibility(
    { ...nobody, flights: [inSimulator('2026-03-01')] },
    { ...asked, ...faa, isNight: true },
  )
  assert.deepEqual(
    byNight.flatMap(({ rule, effect }) => (rule.startsWith('61.57(b)') ? [[rule, effect]] : [])),
    [
      ['61.57(b)', 'blocks'],
      ['61.57(b)(2)', 'warns'],
    ],
  )
  assert.equal(judged([inSimulator('2025-12-19')]).length, 1)
  assert.equal(judged([flown('2026-03-01'), inSimulator('2026-02-01')]).length, 1)
})
