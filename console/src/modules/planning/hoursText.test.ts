import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hoursOf, hoursText } from './hoursText.ts'

test('hours are read as people write them', () => {
  const morning = { from: '09:00', to: '12:00' }
  assert.deepEqual(hoursOf('9-12, 13:30 – 24:00'), [morning, { from: '13:30', to: '24:00' }])
  assert.deepEqual(hoursOf(hoursText([morning])), [morning])
  assert.deepEqual(hoursOf(' '), [])
  for (const wrong of ['12-9', '9', '9-25', '9-12-13', '9:61-10', 'morning'])
    assert.equal(hoursOf(wrong), null, wrong)
})
