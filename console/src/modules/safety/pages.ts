import type { Page, PublicPage } from '#shell/page.ts'
import {
  IconChartLine,
  IconGridDots,
  IconListSearch,
  IconShieldCheck,
  IconShieldExclamation,
} from '#ui/icons.ts'

// biome-ignore format: one page, one line
const pages: Page[] = [
  { path: 'safety', title: 'Safety overview', menu: 'Overview', group: 'safety', order: 10, icon: IconShieldCheck, operation: 'getSafetyMetrics', load: () => import('./management/Overview.tsx') },
  { path: 'safety/reports', title: 'Reports', group: 'safety', order: 20, icon: IconShieldExclamation, operation: 'listReports', key: 's', load: () => import('./ReportList.tsx') },
  { path: 'safety/reports/new', title: 'New safety report', operation: 'submitReport', action: true, load: () => import('./NewReport.tsx') },
  { path: 'safety/reports/form', title: 'Public report form', operation: 'listReports', action: true, load: () => import('./Poster.tsx') },
  { path: 'safety/reports/$id', title: 'Reports', operation: 'getReport', load: () => import('./ReportPage.tsx') },
  { path: 'safety/investigations', title: 'Investigations', menu: 'Work', group: 'safety', order: 30, icon: IconListSearch, operation: 'listInvestigations', load: () => import('./InvestigationList.tsx') },
  { path: 'safety/investigations/$id', title: 'Investigations', operation: 'getInvestigation', load: () => import('./InvestigationPage.tsx') },
  { path: 'safety/actions', title: 'Actions', group: 'safety', order: 40, under: 'safety/investigations', operation: 'listCpas', load: () => import('./ActionList.tsx') },
  { path: 'safety/actions/$id', title: 'Actions', operation: 'getCpa', load: () => import('./ActionPage.tsx') },
  { path: 'safety/risks', title: 'Risks', group: 'safety', order: 50, icon: IconGridDots, operation: 'listHazards', key: 'r', load: () => import('./management/Risks.tsx') },
  { path: 'safety/risks/$id', title: 'Risks', operation: 'getHazard', load: () => import('./management/HazardPage.tsx') },
  { path: 'safety/risks/matrix', title: 'Risk matrix', operation: 'getRiskMatrix', load: () => import('./management/RiskMatrix.tsx') },
  { path: 'safety/indicators', title: 'Indicators', menu: 'Assurance', group: 'safety', order: 60, icon: IconChartLine, operation: 'listSpis', key: 'i', load: () => import('./management/Indicators.tsx') },
  { path: 'safety/indicators/$id', title: 'Indicators', operation: 'getSpi', load: () => import('./management/IndicatorPage.tsx') },
  { path: 'safety/compliance', title: 'Part 5 board', group: 'safety', order: 70, under: 'safety/indicators', operation: 'listCompliance', load: () => import('./management/ComplianceBoard.tsx') },
  { path: 'safety/key-personnel', title: 'Key personnel', group: 'safety', order: 80, under: 'safety/indicators', operation: 'listKeyPersonnel', load: () => import('./management/KeyPersonnel.tsx') },
  { path: 'safety/meetings', title: 'Safety meetings', group: 'safety', order: 90, under: 'safety/investigations', operation: 'listMeetings', load: () => import('./management/Meetings.tsx') },
  { path: 'safety/meetings/$id', title: 'Safety meetings', operation: 'getMeeting', load: () => import('./management/MeetingPage.tsx') },
  { path: 'safety/changes', title: 'Changes', group: 'safety', order: 100, under: 'safety/investigations', operation: 'listSafetyChanges', load: () => import('./management/Changes.tsx') },
  { path: 'safety/changes/$id', title: 'Changes', operation: 'getSafetyChange', load: () => import('./management/ChangePage.tsx') },
  { path: 'safety/audits', title: 'Audits', group: 'safety', order: 110, under: 'safety/indicators', operation: 'listSafetyAudits', load: () => import('./management/Audits.tsx') },
  { path: 'safety/audits/$id', title: 'Audits', operation: 'getSafetyAudit', load: () => import('./management/AuditPage.tsx') },
  { path: 'safety/audit-log', title: 'Safety log', group: 'safety', order: 120, under: 'safety/indicators', operation: 'listSafetyAuditLog', load: () => import('./management/SafetyLog.tsx') },
]
export default pages

export const publicPages: PublicPage[] = [
  { path: '/report/$slug', load: () => import('./PublicReport.tsx') },
  { path: '/track', load: () => import('./TrackReport.tsx') },
]
