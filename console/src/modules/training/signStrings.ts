import { plural } from '#ui/plural.ts'

export const endorsements = {
  title: 'Endorsements',
  hint: 'What instructors allow students to do, by the templates of AC 61-65K.',
  create: 'Give endorsement',
  submit: 'Sign endorsement',
  created: 'Endorsement given',
  empty: 'No endorsements yet',
  emptyHint: 'An instructor gives them, such as for the first solo flight.',
  person: 'Student',
  template: 'Endorsement',
  given: 'Given on',
  until: 'Valid until',
  noEnd: 'No end',
  instructor: 'Instructor',
  status: 'Status',
  types: 'Types',
  typesHint: 'Designators such as C172, with commas between them.',
  airports: 'Airports',
  airportsHint: 'Codes such as KFNL, with commas between them.',
  conditions: 'Limitations',
  trainedOn: 'Trained on',
  trainedHint: 'The clock of the rule starts on this day.',
  substitute: 'Why you substitute',
  substituteHint: 'Only if another instructor is assigned to the student.',
  text: 'What you sign',
  revoke: 'Revoke',
  revokeTitle: (title: string, name: string) => `Revoke “${title}” of ${name}?`,
  revokeText: 'The compliance record of it is withdrawn. It cannot be restored.',
  revoked: 'Endorsement revoked',
  reason: 'Reason',
}

export const signoffs = {
  title: 'Sign-offs',
  empty: 'Nothing is signed off yet.',
  stageCheck: 'Sign stage check',
  stageChecked: 'Stage check signed',
  kinds: { item: '', stage_check: 'Stage check', exam: 'Exam', final: 'Final test' },
  exam: 'Sign exam',
  final: 'Sign final test',
  signed: 'Signed off',
  revoke: 'Revoke',
  revokeTitle: (what: string) => `Revoke the sign-off of “${what}”?`,
  revokeText: 'It stays readable, and counts no longer.',
  revoked: 'Sign-off revoked',
  reason: 'Reason',
}

export const instructor = {
  title: (name: string) => `Record of ${name}`,
  back: 'Training',
  since: (date: string) =>
    `Endorsements, stage checks and tests since ${date}, as 14 CFR 61.189 asks instructors to keep.`,
  lessons: (count: number) => `${plural(count, 'lesson')} signed in that time.`,
  entries: 'Entries',
  empty: 'No entries yet',
}
