import type { Page } from '#shell/page.ts'
import { IconCertificate } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'compliance', title: 'Compliance', group: 'people', order: 40, icon: IconCertificate, operation: 'listCompliancePeople', load: () => import('./Board.tsx') },
  { path: 'compliance/records', title: 'Compliance records', group: 'people', order: 50, under: 'compliance', operation: 'listComplianceRecords', load: () => import('./RecordList.tsx') },
  { path: 'compliance/records/new', title: 'New compliance record', operation: 'createComplianceRecord', action: true, load: () => import('./EditRecord.tsx') },
  { path: 'compliance/records/$id', title: 'Compliance records', operation: 'getComplianceRecord', load: () => import('./RecordPage.tsx') },
  { path: 'compliance/records/$id/edit', title: 'Compliance records', operation: 'updateComplianceRecord', load: () => import('./EditRecord.tsx') },
  { path: 'compliance/requirements', title: 'Requirements', group: 'people', order: 60, under: 'compliance', operation: 'listComplianceRequirements', load: () => import('./RequirementList.tsx') },
]
export default pages
