import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commonInspections } from './common-inspection.ts'
import {
  eltChecks,
  entryProblems,
  entryRules,
  type InspectionEntry,
  vorLimitDegrees,
} from './inspection-entry.ts'

const signed = { certificateKind: 'IA', certificateNumber: '2718281' }
const fieldsOf = (preset: string | null, entry: InspectionEntry) =>
  entryProblems(preset, entry).map(({ field, isRefused }) => `${field}${isRefused ? '!' : ''}`)
const vor = { place: 'KDEN', vorMethod: 'vot', bearingErrorDegrees: 4 } as const

test('the entry of an inspection lacks each field that the law asks for, one by one', () => {
  for (const [preset, entry, expected] of [
    ['annual', {}, ['certificateKind', 'certificateNumber']],
    ['annual', { certificateKind: 'IA' }, ['certificateNumber']],
    ['annual', signed, []],
    ['annual', { ...signed, certificateKind: 'A&P' }, ['certificateKind!']],
    ['annual', { ...signed, certificateKind: 'A&P/IA' }, []],
    ['annual', { ...signed, certificateKind: 'Repair station' }, []],
    ['annual', { ...signed, certificateKind: 'Trivia' }, ['certificateKind!']],
    ['hundred_hour', { ...signed, certificateKind: 'A&P' }, []],
    ['transponder', { certificateNumber: '1' }, ['certificateKind']],
    ['oil', {}, ['certificateKind', 'certificateNumber']],
    ['easa_annual', {}, ['certificateKind', 'certificateNumber']],
    ['altimeter', signed, ['findings.testedToFt']],
    ['altimeter', { ...signed, findings: { testedToFt: 20_000 } }, []],
    ['elt', signed, ['findings.eltChecks']],
    ['elt', { ...signed, findings: { eltChecks: eltChecks.slice(1) } }, ['findings.eltChecks!']],
    ['elt', { ...signed, findings: { eltChecks } }, []],
    ['elt_battery', signed, ['findings.batteryExpiresOn']],
    ['elt_battery', { ...signed, findings: { batteryExpiresOn: '2031-04-30' } }, []],
    ['vor', {}, ['findings.place', 'findings.vorMethod', 'findings.bearingErrorDegrees']],
    ['vor', { findings: vor }, []],
    ['vor', { findings: { ...vor, place: '' } }, ['findings.place']],
    ['vor', { findings: { ...vor, bearingErrorDegrees: 0 } }, []],
    [null, {}, []],
    ['of_another_version', {}, []],
  ] as const)
    assert.deepEqual(fieldsOf(preset, entry), expected, `${preset} ${JSON.stringify(entry)}`)
})

test('a VOR passes at the limit of its kind of check, either way, and not beyond', () => {
  for (const [vorMethod, limit] of Object.entries(vorLimitDegrees) as ['vot', number][])
    for (const [bearingErrorDegrees, passes] of [
      [limit, true],
      [-limit, true],
      [limit + 0.1, false],
      [-limit - 0.1, false],
    ] as const)
      assert.equal(
        fieldsOf('vor', { findings: { ...vor, vorMethod, bearingErrorDegrees } }).length === 0,
        passes,
      )
  assert.deepEqual(vorLimitDegrees, {
    vot: 4,
    ground_checkpoint: 4,
    airborne_checkpoint: 6,
    airway: 6,
    dual: 4,
  })
})

test('each common inspection says what its entry needs, with the law', () => {
  for (const preset of Object.keys(commonInspections) as (keyof typeof commonInspections)[])
    assert.match(entryRules[preset].hint, /14 CFR|ML\.A/)
})
