import { exampleValues } from '#platform/kernel/example-values.ts'

/** What the reference shows in the fields of this module. */
export const examples = exampleValues({
  programCode: 'PPL',
  lessonCode: 'S1-L3',
  lessonTitle: 'Slow flight and stalls',
  itemCode: 'PA.VII.A',
  itemTitle: 'Maneuvering during slow flight',
  studentName: 'Ada Martin',
  level: '3',
})
