import type { Page } from '#shell/page.ts'
import { IconUsers } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'people', title: 'People', group: 'people', order: 20, icon: IconUsers, operation: 'listCrew', key: 'p', load: () => import('./PersonList.tsx') },
  { path: 'people/new', title: 'New person', operation: 'createCrewMember', action: true, load: () => import('./EditPerson.tsx') },
  { path: 'people/$id', title: 'People', operation: 'getCrewMember', load: () => import('./PersonPage.tsx') },
  { path: 'people/$id/edit', title: 'People', operation: 'updateCrewMember', load: () => import('./EditPerson.tsx') },
]
export default pages
