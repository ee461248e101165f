import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  customer: 'Larimer County',
  aircraftType: 'C172',
  base: 'KFNL',
  startsOn: '2026-11-01',
  endsOn: '2027-03-31',
})
