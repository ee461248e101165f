import { defineModule } from '#platform/kernel/operation.ts'
import { createCrewMember, getCrewMember, linkedCrew, listCrew, updateCrewMember } from './crew-member.ts'
import { personImport } from './person-import.ts'

export { CrewMember } from './crew-member.ts'
export { loadPeople } from './find-person.ts'

export const crew = defineModule({
  name: 'crew',
  title: 'People',
  operations: [listCrew, createCrewMember, getCrewMember, updateCrewMember],
  extensions: [linkedCrew, personImport],
})
