import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listedText, passengersOf } from './passengerRow.ts'

test('the total of the listed passengers says who was not weighed, and that a leg has more', () => {
  assert.equal(listedText([{ weightKg: '70,5' }, { weightKg: 81 }], 2), '2 listed, 151.5 kg in all.')
  assert.equal(
    listedText([{ weightKg: '70.5' }, { weightKg: '' }], 3),
    '2 listed, 70.5 kg in all. 1 without a weight. The fullest leg has 3.',
  )
})

test('what is left empty is sent as nothing', () => {
  assert.deepEqual(passengersOf([{ name: ' Grace ', weightKg: '', documentNumber: ' ', notes: 'Aisle' }]), [
    { name: 'Grace', weightKg: null, documentNumber: null, notes: 'Aisle' },
  ])
})
