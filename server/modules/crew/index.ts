import { defineModule } from '#platform/kernel/module.ts'
import * as crewMember from './crew-member.ts'
import * as personImport from './person-import.ts'

export { CrewMember } from './crew-member.ts'
export { loadPeople } from './find-person.ts'

export const crew = defineModule({
  name: 'crew',
  title: 'People',
  parts: [crewMember, personImport],
})
