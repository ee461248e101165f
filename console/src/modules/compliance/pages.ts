import type { Page } from '#shell/page.ts'
import { IconCertificate } from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'compliance', title: 'Qualifications', group: 'people', order: 40, under: 'people', operation: 'listCompliancePeople', load: () => import('./Board.tsx') },
  { path: 'compliance/records', title: 'Records', group: 'people', order: 50, under: 'people', operation: 'listComplianceRecords', load: () => import('./RecordList.tsx') },
  { path: 'compliance/records/new', title: 'New compliance record', operation: 'createComplianceRecord', action: true, load: () => import('./EditRecord.tsx') },
  { path: 'compliance/records/$id', title: 'Compliance records', operation: 'getComplianceRecord', load: () => import('./RecordPage.tsx') },
  { path: 'compliance/records/$id/edit', title: 'Compliance records', operation: 'updateComplianceRecord', load: () => import('./EditRecord.tsx') },
  { path: 'compliance/wall', title: 'Who may fly what', group: 'people', order: 52, under: 'people', operation: 'getEligibilityWall', load: () => import('./Wall.tsx') },
  { path: 'compliance/wall/$id', title: 'Who may fly what', operation: 'getPersonWall', load: () => import('./PersonWall.tsx') },
  { path: 'compliance/go', title: 'Go sheet', group: 'people', order: 54, under: 'people', operation: 'getGo', load: () => import('./GoSheet.tsx') },
  { path: 'compliance/minimums', title: 'Minimums', group: 'people', order: 65, under: 'people', operation: 'listComplianceMinimums', load: () => import('./MinimumList.tsx') },
  { path: 'compliance/rehearsal', title: 'Rehearsal', group: 'people', order: 66, under: 'people', operation: 'rehearseMinimum', load: () => import('./Rehearsal.tsx') },
  { path: 'settings/counting', title: 'Counting', group: 'settings', order: 45, icon: IconCertificate, operation: 'getEligibilityPolicy', load: () => import('./Counting.tsx') },
  { path: 'compliance/requirements', title: 'Requirements', group: 'people', order: 60, under: 'people', operation: 'listComplianceRequirements', load: () => import('./RequirementList.tsx') },
]
export default pages
