import type { Answer, BodyOf } from './answer.ts'
import type { components } from './schema.d.ts'

// Short names for the API's responses. openapi.json defines them.
type Schemas = components['schemas']
type Item<List> = List extends { items: (infer One)[] } ? One : List extends (infer One)[] ? One : never

export type Page<One> = {
  items: One[]
  total: number
  page: number
  per_page: number
  total_pages: number
  next_cursor: string | null
  /** The whole list, where a file was asked for. */
  file?: Blob
}

export type Setup = Answer<'GET', '/api/v1/setup'>
export type Session = Answer<'GET', '/api/v1/auth/session'>
export type ProviderLinkWanted = Extract<Answer<'POST', '/api/v1/auth/sso/finish'>, { linkRequired: true }>
export type SecondFactorWanted = Extract<Answer<'POST', '/api/v1/auth/login'>, { mfaRequired: true }>
export type Mfa = Answer<'GET', '/api/user/mfa'>
export type MfaEnrollment = Answer<'POST', '/api/user/mfa/enable'>
export type PasskeyAnswer = BodyOf<'POST', '/api/auth/passkey'>['passkey']
export type Passkey = Answer<'GET', '/api/user/passkeys'>[number]
export type MfaRequirement = Answer<'GET', '/api/settings/mfa'>
export type AllowedNetwork = Answer<'GET', '/api/settings/ip-whitelist'>[number]
export type Profile = Answer<'GET', '/api/user/profile'>
export type OwnSession = Answer<'GET', '/api/user/sessions'>[number]
export type AccountSecurityEvent = Answer<'GET', '/api/user/security-events'>[number]
export type SessionPolicy = Answer<'GET', '/api/session-timeout'>
export type Entitlements = Answer<'GET', '/api/system/workspaces'>
export type WorkspaceLimits = Entitlements['workspaces'][number]
export type Workspace = Answer<'GET', '/api/v1/admin/workspace'>
export type Role = string
export type Member = Schemas['Member']
export type MemberRemoval = Answer<'GET', '/api/v1/admin/members/{id}/removal'>
export type Invitation = Schemas['Invitation']
export type PendingSignUp = Answer<'GET', '/api/v1/signup/{token}'>
export type InvitationOffer = Answer<'GET', '/api/v1/invitations/{token}'>
export type Mail = Schemas['Mail']

export type ApiKey = Schemas['ApiKey']
export type NewApiKey = Answer<'POST', '/api/user/api-keys'>
export type RegeneratedKey = Answer<'POST', '/api/user/api-keys/{id}/regenerate'>
export type Scope = Answer<'GET', '/api/user/api-keys/scopes'>['scopes'][number]
export type KeySecret = Answer<'GET', '/api/user/api-keys/{id}/rotation'>['secrets'][number]
export type ScopeUsage = Answer<'GET', '/api/user/api-keys/{id}/scope-usage'>
export type RequestDecision = Answer<'GET', '/api/v1/requests/{requestId}/decision'>

export type Endpoint = Answer<'GET', '/api/v1/webhooks/endpoints/{id}'>
export type NewEndpoint = Answer<'POST', '/api/v1/webhooks/endpoints'>
export type Delivery = Item<Answer<'GET', '/api/v1/webhooks/dead-letters'>>
export type DeliveryDetail = Answer<'GET', '/api/v1/webhooks/deliveries/{id}'>
export type DeliveryAttempt = DeliveryDetail['attemptLog'][number]
export type Grade = Answer<'GET', '/api/v1/webhooks/endpoints/{id}/graded-pings/{gradeId}'>

export type Notifications = Answer<'GET', '/api/notifications'>
export type Notification = Notifications['notifications'][number]
export type Severity = Notification['severity']
export type NotificationPreferences = Answer<'GET', '/api/notifications/preferences'>
export type Channel = Answer<'GET', '/api/notifications/channels/{id}'>
export type NewChannel = Answer<'POST', '/api/notifications/channels'>
export type Rule = Answer<'GET', '/api/notifications/rules/{id}'>
export type RuleBody = BodyOf<'POST', '/api/notifications/rules'>

export type LogRetention = Answer<'GET', '/api/settings/log-retention'>
export type LogRetentionPreview = Answer<'GET', '/api/settings/log-retention/preview'>
export type AuditEntry = Schemas['AuditEntry']
export type FieldChange = AuditEntry['changes'][number]

export type Aircraft = Schemas['Aircraft']
export type Reading = Item<Answer<'GET', '/api/v1/ops/aircraft/{id}/readings'>>
export type Person = Schemas['CrewMember']
export type Airport = Schemas['Airport']
export type InspectionFindings = Schemas['InspectionFindings']
export type MaintenanceItem = Schemas['MaintenanceItem']
export type MaintenanceLimit = MaintenanceItem['limits'][number]
export type DueItem = Schemas['DueItem']
export type FleetStatusLine = Schemas['FleetStatus']
export type MaintenanceCompletion = Item<Answer<'GET', '/api/v1/maintenance/items/{id}/history'>>
export type Flight = Schemas['Flight']
/** As its own page shows it. */
export type FlightWithWarnings = Answer<'GET', '/api/v1/ops/flights/{id}'>
export type CrewRole = Flight['crew'][number]['role']
export type Project = Schemas['Project']
export type Service = Schemas['Service']
export type Deployment = Schemas['Deployment']

export type SafetyReport = Schemas['SafetyReport']
export type SafetyReportInFull = Answer<'GET', '/api/v1/sms/reports/{id}'>
export type Investigation = Schemas['Investigation']
export type InvestigationInFull = Answer<'GET', '/api/v1/sms/investigations/{id}'>
export type Cpa = Schemas['Cpa']
export type CpaInFull = Answer<'GET', '/api/v1/sms/cpas/{id}'>

export type SafetyAudit = Answer<'GET', '/api/v1/safety/audits/{id}'>
export type SafetyChange = Answer<'GET', '/api/v1/safety/changes/{id}'>
export type Hazard = Answer<'GET', '/api/v1/safety/hazards/{id}'>
export type Meeting = Answer<'GET', '/api/v1/sms/meetings/{id}'>
export type SafetyMetrics = Answer<'GET', '/api/v1/sms/metrics'>
export type ComplianceBoard = Answer<'GET', '/api/v1/sms/compliance'>
export type ComplianceElement = ComplianceBoard['items'][number]

export type ComplianceRecord = Schemas['ComplianceRecord']
export type ComplianceRecordInFull = Answer<'GET', '/api/v1/compliance/records/{id}'>
export type ComplianceStatus = ComplianceRecord['status']
export type ComplianceRequirement = Schemas['ComplianceRequirement']
export type CompliancePerson = Item<Answer<'GET', '/api/v1/compliance/people'>>

export type Import = Schemas['Import']
export type ImportInFull = Answer<'GET', '/api/integrations/imports/{id}'>
export type ImportProblem = Schemas['ImportProblem']

export type Movement = Schemas['Movement']
export type Board = Answer<'GET', '/api/v1/fbo/board'>
export type BoardLine = Board['arrivals'][number]
export type BoardLink = Schemas['BoardLink']
export type FboCustomer = Schemas['FboCustomer']
export type FuelOrder = Schemas['FuelOrder']
export type ServiceOrder = Schemas['ServiceOrder']
export type FboUnit = Schemas['FboUnit']
export type FboBooking = Schemas['FboBooking']
export type FboRate = Schemas['FboRate']
export type FboContract = Schemas['FboContract']
export type FboActivity = Answer<'GET', '/api/v1/fbo/activity'>
