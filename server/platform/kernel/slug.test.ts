import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slugOf } from './slug.ts'

test('a name keeps its letters in an address, without their marks', () => {
  const cases: [name: string, slug: string][] = [
    ['Élite Flyers', 'elite-flyers'],
    ['Ærø Flyveklub', 'aero-flyveklub'],
    ['Straße & Söhne GmbH', 'strasse-sohne-gmbh'],
    ['Łódź Żwirki', 'lodz-zwirki'],
    ['  --Sky!!High--  ', 'sky-high'],
    ['ﬁve ② one', 'five-2-one'],
    ['東京', ''],
    ['A'.repeat(30), 'aaaaaaaaaaaaaaaaaaaa'],
    ['twenty characters abc', 'twenty-characters-ab'],
  ]
  for (const [name, slug] of cases) assert.equal(slugOf(name, 20), slug)
})
