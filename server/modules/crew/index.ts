import { defineModule } from '#platform/kernel/module.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import * as birthOn from './birth-date.ts'
import * as crewMember from './crew-member.ts'
import * as examples from './examples.ts'
import * as personImport from './person-import.ts'

export { addNamedPeople, type NamedPerson } from './add-people.ts'
export { CrewMember } from './crew-member.ts'
export { loadPeople, personColumn } from './find-person.ts'
export { peopleImported } from './person-import.ts'

export const crew = defineModule({
  name: 'crew',
  title: 'People',
  summary: 'The people who fly, teach, learn and maintain.',
  parts: [
    crewMember,
    birthOn,
    personImport,
    examples,
    scopeSentences({
      'crew:read': 'Read people with their contact details and certificate numbers.',
      'crew:write': 'Create people and update everything about them.',
    }),
  ],
})
