import type { ComponentType } from 'react'
import {
  type Icon,
  IconActivity,
  IconAdjustments,
  IconArchive,
  IconArrowsExchange,
  IconBell,
  IconBriefcase,
  IconBuilding,
  IconBuildingWarehouse,
  IconCertificate,
  IconChartLine,
  IconChecklist,
  IconCircleCheck,
  IconClipboardCheck,
  IconFingerprint,
  IconGasStation,
  IconGauge,
  IconGridDots,
  IconHistory,
  IconHome,
  IconListSearch,
  IconLock,
  IconMail,
  IconPalette,
  IconPlane,
  IconPlaneArrival,
  IconPlaneDeparture,
  IconPlugConnected,
  IconShieldCheck,
  IconShieldExclamation,
  IconShieldLock,
  IconTool,
  IconUser,
  IconUserCog,
  IconUsers,
  IconUsersGroup,
} from '#ui/icons.ts'
import { s } from './strings.ts'

export type Group = 'today' | 'operations' | 'people' | 'safety' | 'fbo' | 'settings' | 'account' | 'system'

/**
 * A page of a workspace. Routing, the sidebar, the palette and the `g` keys all
 * read this declaration: a new page is one file and one line below.
 */
export type Page = {
  /** The path below `/app/<workspace>/`; `$id` is a parameter. */
  path: string
  title: string
  load: () => Promise<{ default: ComponentType }>
  /** The sidebar group. Without one, the page is not in the sidebar. */
  group?: Group
  icon?: Icon
  /** The path of the parent page in the sidebar. */
  under?: string
  /** The operation the page needs. Members who may not call it do not see the page. */
  operation?: string
  /** Only for the owner of the installation. */
  ownerOnly?: boolean
  /** `g` and then this letter opens the page. */
  key?: string
  /** Listed in the palette under Actions. */
  action?: boolean
}

const n = s.nav

const hub = 'settings/integrations'

// biome-ignore format: one page, one line
export const pages: Page[] = [
  { path: '', title: n.today, group: 'today', icon: IconHome, key: 't', load: () => import('#modules/today/Today.tsx') },

  { path: 'open/$id', title: n.notifications, load: () => import('#modules/notifications/Open.tsx') },
  { path: 'notifications', title: n.notifications, operation: 'listNotifications', load: () => import('#modules/notifications/NotificationList.tsx') },

  { path: 'flights', title: n.flights, group: 'operations', icon: IconPlaneDeparture, operation: 'listFlights', key: 'f', load: () => import('#modules/flights/FlightList.tsx') },
  { path: 'flights/new', title: n.logFlight, action: true, operation: 'logFlight', load: () => import('#modules/flights/EditFlight.tsx') },
  { path: 'flights/$id', title: n.flights, operation: 'getFlight', load: () => import('#modules/flights/FlightPage.tsx') },
  { path: 'flights/$id/edit', title: n.flights, operation: 'updateFlight', load: () => import('#modules/flights/EditFlight.tsx') },
  { path: 'projects', title: n.projects, group: 'operations', icon: IconBriefcase, operation: 'listProjects', key: 'j', load: () => import('#modules/projects/ProjectList.tsx') },
  { path: 'projects/$id', title: n.projects, operation: 'getProject', load: () => import('#modules/projects/ProjectPage.tsx') },

  { path: 'aircraft', title: n.aircraft, group: 'people', icon: IconPlane, operation: 'listAircraft', key: 'a', load: () => import('#modules/fleet/AircraftList.tsx') },
  { path: 'aircraft/new', title: n.newAircraft, action: true, operation: 'createAircraft', load: () => import('#modules/fleet/EditAircraft.tsx') },
  { path: 'aircraft/$id', title: n.aircraft, operation: 'getAircraft', load: () => import('#modules/fleet/AircraftPage.tsx') },
  { path: 'aircraft/$id/edit', title: n.aircraft, operation: 'updateAircraft', load: () => import('#modules/fleet/EditAircraft.tsx') },
  { path: 'people', title: n.people, group: 'people', icon: IconUsers, operation: 'listCrew', key: 'p', load: () => import('#modules/crew/PersonList.tsx') },
  { path: 'people/new', title: n.newPerson, action: true, operation: 'createCrewMember', load: () => import('#modules/crew/EditPerson.tsx') },
  { path: 'people/$id', title: n.people, operation: 'getCrewMember', load: () => import('#modules/crew/PersonPage.tsx') },
  { path: 'people/$id/edit', title: n.people, operation: 'updateCrewMember', load: () => import('#modules/crew/EditPerson.tsx') },

  { path: 'maintenance', title: n.maintenanceDue, group: 'people', icon: IconTool, operation: 'listMaintenanceDue', key: 'x', load: () => import('#modules/maintenance/DueList.tsx') },
  { path: 'maintenance/items/new', title: n.newMaintenanceItem, action: true, operation: 'createMaintenanceItem', load: () => import('#modules/maintenance/EditItem.tsx') },
  { path: 'maintenance/items/$id', title: n.maintenanceDue, operation: 'getMaintenanceItem', load: () => import('#modules/maintenance/ItemPage.tsx') },
  { path: 'maintenance/items/$id/edit', title: n.maintenanceDue, operation: 'updateMaintenanceItem', load: () => import('#modules/maintenance/EditItem.tsx') },
  { path: 'compliance', title: n.compliance, group: 'people', icon: IconCertificate, operation: 'listCompliancePeople', load: () => import('#modules/compliance/Board.tsx') },
  { path: 'compliance/records', title: n.complianceRecords, group: 'people', under: 'compliance', operation: 'listComplianceRecords', load: () => import('#modules/compliance/RecordList.tsx') },
  { path: 'compliance/records/new', title: n.newComplianceRecord, action: true, operation: 'createComplianceRecord', load: () => import('#modules/compliance/EditRecord.tsx') },
  { path: 'compliance/records/$id', title: n.complianceRecords, operation: 'getComplianceRecord', load: () => import('#modules/compliance/RecordPage.tsx') },
  { path: 'compliance/records/$id/edit', title: n.complianceRecords, operation: 'updateComplianceRecord', load: () => import('#modules/compliance/EditRecord.tsx') },
  { path: 'compliance/requirements', title: n.complianceRequirements, group: 'people', under: 'compliance', operation: 'listComplianceRequirements', load: () => import('#modules/compliance/RequirementList.tsx') },

  { path: 'safety', title: n.safetyOverview, group: 'safety', icon: IconShieldCheck, operation: 'getSafetyMetrics', load: () => import('#modules/safety/management/Overview.tsx') },
  { path: 'safety/reports', title: n.safetyReports, group: 'safety', icon: IconShieldExclamation, operation: 'listReports', key: 's', load: () => import('#modules/safety/ReportList.tsx') },
  { path: 'safety/reports/new', title: n.newSafetyReport, action: true, operation: 'submitReport', load: () => import('#modules/safety/NewReport.tsx') },
  { path: 'safety/reports/form', title: n.reportForm, action: true, operation: 'listReports', load: () => import('#modules/safety/Poster.tsx') },
  { path: 'safety/reports/$id', title: n.safetyReports, operation: 'getReport', load: () => import('#modules/safety/ReportPage.tsx') },
  { path: 'safety/investigations', title: n.investigations, group: 'safety', icon: IconListSearch, operation: 'listInvestigations', load: () => import('#modules/safety/InvestigationList.tsx') },
  { path: 'safety/investigations/$id', title: n.investigations, operation: 'getInvestigation', load: () => import('#modules/safety/InvestigationPage.tsx') },
  { path: 'safety/actions', title: n.safetyActions, group: 'safety', icon: IconCircleCheck, operation: 'listCpas', load: () => import('#modules/safety/ActionList.tsx') },
  { path: 'safety/actions/$id', title: n.safetyActions, operation: 'getCpa', load: () => import('#modules/safety/ActionPage.tsx') },
  { path: 'safety/risks', title: n.risks, group: 'safety', icon: IconGridDots, operation: 'listHazards', key: 'r', load: () => import('#modules/safety/management/Risks.tsx') },
  { path: 'safety/risks/$id', title: n.risks, operation: 'getHazard', load: () => import('#modules/safety/management/HazardPage.tsx') },
  { path: 'safety/risks/matrix', title: n.riskMatrix, operation: 'getRiskMatrix', load: () => import('#modules/safety/management/RiskMatrix.tsx') },
  { path: 'safety/indicators', title: n.indicators, group: 'safety', icon: IconChartLine, operation: 'listSpis', key: 'i', load: () => import('#modules/safety/management/Indicators.tsx') },
  { path: 'safety/indicators/$id', title: n.indicators, operation: 'getSpi', load: () => import('#modules/safety/management/IndicatorPage.tsx') },
  { path: 'safety/compliance', title: n.complianceBoard, group: 'safety', icon: IconChecklist, operation: 'listCompliance', load: () => import('#modules/safety/management/ComplianceBoard.tsx') },
  { path: 'safety/key-personnel', title: n.keyPersonnel, group: 'safety', icon: IconUserCog, operation: 'listKeyPersonnel', load: () => import('#modules/safety/management/KeyPersonnel.tsx') },
  { path: 'safety/meetings', title: n.meetings, group: 'safety', icon: IconUsersGroup, operation: 'listMeetings', load: () => import('#modules/safety/management/Meetings.tsx') },
  { path: 'safety/meetings/$id', title: n.meetings, operation: 'getMeeting', load: () => import('#modules/safety/management/MeetingPage.tsx') },
  { path: 'safety/changes', title: n.changes, group: 'safety', icon: IconArrowsExchange, operation: 'listSafetyChanges', load: () => import('#modules/safety/management/Changes.tsx') },
  { path: 'safety/changes/$id', title: n.changes, operation: 'getSafetyChange', load: () => import('#modules/safety/management/ChangePage.tsx') },
  { path: 'safety/audits', title: n.audits, group: 'safety', icon: IconClipboardCheck, operation: 'listSafetyAudits', load: () => import('#modules/safety/management/Audits.tsx') },
  { path: 'safety/audits/$id', title: n.audits, operation: 'getSafetyAudit', load: () => import('#modules/safety/management/AuditPage.tsx') },
  { path: 'safety/audit-log', title: n.safetyLog, group: 'safety', icon: IconHistory, operation: 'listSafetyAuditLog', load: () => import('#modules/safety/management/SafetyLog.tsx') },

  { path: 'fbo/board', title: n.flightBoard, group: 'fbo', icon: IconPlaneArrival, operation: 'getFlightBoard', key: 'b', load: () => import('#modules/fbo/FlightBoard.tsx') },
  { path: 'fbo/movements', title: n.movements, operation: 'listMovements', load: () => import('#modules/fbo/MovementList.tsx') },
  { path: 'fbo/movements/new', title: n.newMovement, action: true, operation: 'createMovement', load: () => import('#modules/fbo/EditMovement.tsx') },
  { path: 'fbo/movements/$id', title: n.movements, operation: 'getMovement', load: () => import('#modules/fbo/MovementPage.tsx') },
  { path: 'fbo/movements/$id/edit', title: n.movements, operation: 'updateMovement', load: () => import('#modules/fbo/EditMovement.tsx') },
  { path: 'fbo/screens', title: n.screens, operation: 'listBoardLinks', load: () => import('#modules/fbo/Screens.tsx') },
  { path: 'fbo/orders', title: n.fboOrders, group: 'fbo', icon: IconGasStation, operation: 'listFuelOrders', load: () => import('#modules/fbo/OrderList.tsx') },
  { path: 'fbo/orders/fuel/$id', title: n.fboOrders, operation: 'getFuelOrder', load: () => import('#modules/fbo/FuelOrderPage.tsx') },
  { path: 'fbo/orders/services/$id', title: n.fboOrders, operation: 'getServiceOrder', load: () => import('#modules/fbo/ServiceOrderPage.tsx') },
  { path: 'fbo/bookings', title: n.fboBookings, group: 'fbo', icon: IconBuildingWarehouse, operation: 'listFboBookings', load: () => import('#modules/fbo/BookingList.tsx') },
  { path: 'fbo/bookings/$id', title: n.fboBookings, operation: 'getFboBooking', load: () => import('#modules/fbo/BookingPage.tsx') },
  { path: 'fbo/places', title: n.fboPlaces, operation: 'listFboUnits', load: () => import('#modules/fbo/PlaceList.tsx') },
  { path: 'fbo/customers', title: n.fboCustomers, group: 'fbo', icon: IconBriefcase, operation: 'listFboCustomers', load: () => import('#modules/fbo/CustomerList.tsx') },
  { path: 'fbo/customers/$id', title: n.fboCustomers, operation: 'getFboCustomer', load: () => import('#modules/fbo/CustomerPage.tsx') },
  { path: 'fbo/contracts', title: n.fboContracts, group: 'fbo', under: 'fbo/customers', operation: 'listFboContracts', load: () => import('#modules/fbo/ContractList.tsx') },
  { path: 'fbo/rates', title: n.fboRates, group: 'fbo', under: 'fbo/customers', operation: 'listFboRates', load: () => import('#modules/fbo/RateList.tsx') },
  { path: 'fbo/activity', title: n.fboActivity, group: 'fbo', under: 'fbo/customers', operation: 'getFboActivity', load: () => import('#modules/fbo/Activity.tsx') },

  { path: 'settings/organization', title: n.organization, group: 'settings', icon: IconBuilding, operation: 'getWorkspace', key: 'o', load: () => import('#modules/workspace/Organization.tsx') },
  { path: 'settings/members', title: n.members, group: 'settings', icon: IconUserCog, operation: 'listMembers', key: 'm', load: () => import('#modules/workspace/Members.tsx') },
  { path: 'settings/single-sign-on', title: n.singleSignOn, group: 'settings', icon: IconFingerprint, operation: 'getIdentityProvider', load: () => import('#modules/sso/SingleSignOn.tsx') },
  { path: 'settings/security', title: n.workspaceSecurity, group: 'settings', icon: IconShieldLock, operation: 'getSessionTimeout', load: () => import('#modules/workspace/SecuritySettings.tsx') },
  { path: hub, title: n.integrations, group: 'settings', icon: IconPlugConnected, operation: 'listApiKeys', load: () => import('#modules/access/Hub.tsx') },
  { path: `${hub}/api-keys`, title: n.apiKeys, group: 'settings', under: hub, operation: 'listApiKeys', key: 'k', load: () => import('#modules/access/KeyList.tsx') },
  { path: `${hub}/api-keys/$id`, title: n.apiKeys, operation: 'getApiKey', load: () => import('#modules/access/KeyPage.tsx') },
  { path: `${hub}/webhooks`, title: n.webhooks, group: 'settings', under: hub, operation: 'listEndpoints', key: 'w', load: () => import('#modules/webhooks/EndpointList.tsx') },
  { path: `${hub}/webhooks/$id`, title: n.webhooks, operation: 'getEndpoint', load: () => import('#modules/webhooks/EndpointPage.tsx') },
  { path: `${hub}/webhooks/$id/deliveries/$deliveryId`, title: n.webhooks, operation: 'getDelivery', load: () => import('#modules/webhooks/DeliveryPage.tsx') },
  { path: `${hub}/imports`, title: n.imports, group: 'settings', under: hub, operation: 'listImports', load: () => import('#modules/importing/ImportList.tsx') },
  { path: `${hub}/imports/new`, title: n.importFile, action: true, operation: 'createImport', load: () => import('#modules/importing/NewImport.tsx') },
  { path: `${hub}/imports/$id`, title: n.imports, operation: 'getImport', load: () => import('#modules/importing/ImportPage.tsx') },
  { path: `${hub}/refusals`, title: n.refusal, operation: 'getRequestDecision', load: () => import('#modules/access/RequestDecision.tsx') },
  { path: 'settings/notifications', title: n.notifications, group: 'settings', icon: IconBell, operation: 'listNotificationChannels', load: () => import('#modules/notifications/NotificationSettings.tsx') },
  { path: 'settings/notifications/channels/$id', title: n.notifications, operation: 'getNotificationChannel', load: () => import('#modules/notifications/ChannelPage.tsx') },
  { path: 'settings/notifications/deliveries/$deliveryId', title: n.notifications, operation: 'getDelivery', load: () => import('#modules/webhooks/DeliveryPage.tsx') },
  { path: 'settings/log-retention', title: n.logRetention, group: 'settings', icon: IconHistory, operation: 'getLogRetention', load: () => import('#modules/retention/LogRetention.tsx') },
  { path: 'settings/plan', title: n.plan, group: 'settings', icon: IconGauge, operation: 'listUsage', load: () => import('#modules/plan/Plan.tsx') },
  { path: 'settings/audit-log', title: n.auditLog, group: 'settings', icon: IconListSearch, operation: 'listAuditLog', key: 'l', load: () => import('#modules/audit/AuditLog.tsx') },
  { path: 'account/profile', title: n.profile, group: 'account', icon: IconUser, operation: 'getProfile', load: () => import('#modules/account/Profile.tsx') },
  { path: 'account/security', title: n.security, group: 'account', icon: IconLock, operation: 'listOwnSessions', load: () => import('#modules/account/Security.tsx') },
  { path: 'account/appearance', title: n.appearance, group: 'account', icon: IconPalette, operation: 'listPreferences', load: () => import('#modules/account/Appearance.tsx') },
  { path: 'account/preferences', title: n.preferences, group: 'account', icon: IconAdjustments, operation: 'listPreferences', load: () => import('#modules/account/Preferences.tsx') },
  { path: 'account/notifications', title: n.notifications, group: 'account', icon: IconBell, operation: 'getNotificationPreferences', load: () => import('#modules/notifications/Mine.tsx') },
  { path: 'system/status', title: n.systemStatus, group: 'system', icon: IconActivity, ownerOnly: true, load: () => import('#modules/system/Status.tsx') },
  { path: 'system/backups', title: n.backups, group: 'system', icon: IconArchive, ownerOnly: true, load: () => import('#modules/system/Backups.tsx') },
  { path: 'system/limits', title: n.limits, group: 'system', icon: IconGauge, ownerOnly: true, load: () => import('#modules/system/Limits.tsx') },
  { path: 'system/maintenance', title: n.maintenance, group: 'system', icon: IconTool, ownerOnly: true, load: () => import('#modules/system/Maintenance.tsx') },
  { path: 'system/mails', title: n.mails, group: 'system', icon: IconMail, operation: 'listMails', ownerOnly: true, load: () => import('#modules/system/Mails.tsx') },
]

/** Short paths that guides name and people type, and the pages they lead to. */
export const shortcuts: Record<string, string> = {
  settings: 'settings/organization',
  'settings/organisation': 'settings/organization',
  'settings/api-keys': `${hub}/api-keys`,
  'settings/api-access': `${hub}/api-keys`,
  'system/api-access': `${hub}/api-keys`,
  'settings/webhooks': `${hub}/webhooks`,
  account: 'account/profile',
  system: 'system/status',
}
