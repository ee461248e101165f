import type { Page } from '#shell/page.ts'
import { IconPlane } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'aircraft', title: 'Aircraft', group: 'people', order: 10, icon: IconPlane, operation: 'listAircraft', key: 'a', load: () => import('./AircraftList.tsx') },
  { path: 'aircraft/new', title: 'New aircraft', operation: 'createAircraft', action: true, load: () => import('./EditAircraft.tsx') },
  { path: 'aircraft/$id', title: 'Aircraft', operation: 'getAircraft', load: () => import('./AircraftPage.tsx') },
  { path: 'aircraft/$id/edit', title: 'Aircraft', operation: 'updateAircraft', load: () => import('./EditAircraft.tsx') },
]
export default pages
