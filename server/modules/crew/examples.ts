import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  employeeNumber: 'E-017',
  certificateNumber: '3141592',
  certificateType: 'commercial',
  functions: ['pilot', 'instructor'],
  personName: 'Ada Martin',
})
