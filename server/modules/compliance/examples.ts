import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  issuingAuthority: 'FAA',
  issuedOn: '2026-01-15',
  expiresOn: '2027-01-31',
  warningDays: 60,
  citation: '14 CFR 61.23(d)(1)(iii)',
  medicalClass: 'second',
})
