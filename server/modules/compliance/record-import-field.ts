import { personColumn } from '#modules/crew/index.ts'
import { date } from '#platform/importing/date.ts'
import { optional, required } from '#platform/importing/index.ts'
import { number } from '#platform/importing/number.ts'
import { choice, type Parse, text } from '#platform/importing/value.ts'
import type { RecordMedicalClass } from './medical.ts'

const namedClass = choice({
  first: ['1st', 'first class', '1st class', 'faa class 1'],
  second: ['2nd', 'second class', '2nd class', 'faa class 2'],
  third: ['3rd', 'third class', '3rd class', 'faa class 3'],
  class_1: ['easa class 1', 'uk class 1'],
  class_2: ['easa class 2', 'uk class 2'],
  lapl: ['lapl medical', 'easa lapl', 'uk lapl'],
  other: ['other authority'],
})
/** A class, or a bare number, of which only the authority says whose class it is. */
type StatedClass = RecordMedicalClass | 1 | 2 | 3
const statedClass: Parse<StatedClass> = (cell, reading) => {
  const number = /^(?:class\s*)?(?:([123])|(i{1,3}))$/i.exec(cell.trim())
  if (!number) return namedClass(cell, reading)
  return { value: (number[1] ? Number(number[1]) : (number[2] ?? '').length) as 1 | 2 | 3 }
}

/** The columns of a file of compliance records. */
export const recordFields = {
  person: required(
    personColumn({
      title: 'Person',
      headers: [
        'name',
        'pilot',
        'pilot name',
        'crew',
        'member',
        'employee',
        'email',
        'student',
        'instructor',
      ],
    }),
  ),
  kind: required({
    title: 'Kind',
    help: 'Such as medical, flight review, certificate, rating, checkout, document.',
    headers: ['type', 'category', 'record type', 'requirement'],
    parse: choice({
      certificate: ['licence', 'license', 'pilot certificate'],
      rating: ['class rating', 'type rating'],
      medical: ['medical certificate'],
      basic_med: ['basicmed', 'basic med'],
      document: ['passport', 'visa', 'identity document', 'badge'],
      checkout: ['check-out', 'aircraft checkout'],
      endorsement: [],
      flight_review: ['bfr', 'biennial flight review'],
      instrument_proficiency_check: ['ipc'],
      training: ['course', 'recurrent training'],
      other: [],
    }),
  }),
  title: optional({
    title: 'Title',
    help: 'Which one it is. Optional for a medical, a flight review and an instrument proficiency check.',
    headers: ['description', 'document', 'item'],
    parse: text({ max: 120 }),
  }),
  number: optional({
    title: 'Number',
    help: '',
    headers: ['certificate number', 'document number', 'no'],
    parse: text({ max: 60 }),
  }),
  issuingAuthority: optional({
    title: 'Issuing authority',
    help: '',
    headers: ['authority', 'issuer', 'issued by', 'examiner'],
    parse: text({ max: 120 }),
  }),
  issuedOn: optional({
    title: 'Issued on',
    help: 'For a medical, the day of the examination.',
    headers: ['issued', 'issue date', 'date of issue', 'exam date', 'date of exam', 'completed', 'date'],
    shows: 'date_order',
    parse: date,
  }),
  expiresOn: optional({
    title: 'Expires on',
    help: 'Leave blank to calculate it for an FAA medical or a flight review. For other kinds, blank means it does not expire.',
    headers: ['expires', 'expiry', 'expiry date', 'expiration', 'expiration date', 'valid until', 'due'],
    shows: 'date_order',
    parse: date,
  }),
  medicalClass: optional({
    title: 'Medical class',
    help: 'first, second or third of the FAA; class 1, class 2 or LAPL of EASA or the UK; or other. The issuing authority decides what a number means.',
    headers: ['class'],
    parse: statedClass,
  }),
  operation: optional({
    title: 'Operation',
    help: 'What the medical is used for: airline transport, commercial, private, light aircraft (LAPL), or single-pilot passengers.',
    headers: ['privileges'],
    parse: choice({
      single_pilot_passengers: ['single pilot', 'single-pilot cat'],
      airline_transport: ['atp', 'airline', 'atpl'],
      commercial: ['cpl'],
      private: ['ppl', 'student'],
      light_aircraft: ['lapl'],
    }),
  }),
  ageAtExam: optional({
    title: 'Age at the exam',
    help: 'For a medical, in whole years.',
    headers: ['age'],
    parse: number({ min: 10, max: 120, integer: true }),
  }),
  birthOn: optional({
    title: 'Birth date',
    help: 'Decides how long a medical is valid. Kept with the person, where only a few members can read it.',
    headers: ['date of birth', 'dob', 'birthday', 'born', 'born on'],
    shows: 'date_order',
    parse: date,
  }),
  previousExpiresOn: optional({
    title: 'Previous expiry',
    help: 'For an EASA or UK medical that was revalidated: when the one before ends.',
    headers: ['previous expiry date', 'previous expiration'],
    shows: 'date_order',
    parse: date,
  }),
  courseOn: optional({
    title: 'BasicMed course',
    help: 'The day on which the course was completed.',
    headers: ['course', 'course date', 'course completed', 'course on'],
    shows: 'date_order',
    parse: date,
  }),
  warningDays: optional({
    title: 'Warning',
    unit: 'days',
    help: 'How many days before its end it counts as expiring. The default depends on the kind.',
    headers: ['warning days', 'notice', 'reminder'],
    parse: number({ min: 0, max: 730, integer: true }),
  }),
  reference: optional({
    title: 'Reference',
    help: 'Where the evidence is.',
    headers: ['evidence', 'link', 'file'],
    parse: text({ max: 500 }),
  }),
  notes: optional({ title: 'Notes', help: '', headers: ['remarks', 'comments'], parse: text({ max: 5000 }) }),
}
