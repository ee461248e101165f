import type * as T from './types.ts'

// What each operation answers, keyed by method and path.
export type Answers = {
  'GET /api/v1/setup': T.Setup
  'POST /api/v1/signup': T.Session
  'POST /api/v1/auth/login': T.LogIn
  'POST /api/v1/auth/logout': undefined
  'GET /api/v1/auth/session': T.Session
  'POST /api/v1/auth/switch': T.LogIn
  'GET /api/v1/admin/workspace': T.Workspace
  'PATCH /api/v1/admin/workspace': T.Workspace
  'GET /api/v1/admin/members': T.Page<T.Member>
  'PATCH /api/v1/admin/members/{id}': T.Member
  'DELETE /api/v1/admin/members/{id}': undefined
  'GET /api/v1/admin/invitations': T.Page<T.Invitation>
  'POST /api/v1/admin/invitations': T.Invitation
  'DELETE /api/v1/admin/invitations/{id}': undefined
  'POST /api/v1/admin/invitations/{id}/resend': T.Invitation
  'GET /api/v1/invitations/{token}': T.InvitationOffer
  'POST /api/v1/invitations/accept': T.LogIn
  'GET /api/system/mails': T.Page<T.Mail>

  'GET /api/user/api-keys': T.ApiKey[]
  'POST /api/user/api-keys': T.NewApiKey
  'GET /api/user/api-keys/scopes': T.Scopes
  'GET /api/user/api-keys/{id}': T.ApiKey
  'PATCH /api/user/api-keys/{id}': T.ApiKey
  'DELETE /api/user/api-keys/{id}': undefined
  'POST /api/user/api-keys/{id}/regenerate': T.RegeneratedKey
  'GET /api/user/api-keys/{id}/rotation': T.KeyRotation
  'POST /api/user/api-keys/{id}/rotation/finish': undefined
  'GET /api/user/api-keys/{id}/refusals': T.KeyRefusal[]
  'GET /api/v1/requests/{requestId}/decision': T.RequestDecision

  'GET /api/v1/webhooks/event-types': T.EventType[]
  'GET /api/v1/webhooks/endpoints': T.Page<T.Endpoint>
  'POST /api/v1/webhooks/endpoints': T.NewEndpoint
  'GET /api/v1/webhooks/endpoints/{id}': T.Endpoint
  'PATCH /api/v1/webhooks/endpoints/{id}': T.Endpoint
  'DELETE /api/v1/webhooks/endpoints/{id}': undefined
  'POST /api/v1/webhooks/endpoints/{id}/rotate-secret': T.NewEndpoint
  'POST /api/v1/webhooks/endpoints/{id}/ping': T.Delivery
  'POST /api/v1/webhooks/endpoints/{id}/graded-ping': { id: string; status: string }
  'GET /api/v1/webhooks/endpoints/{id}/graded-pings/{gradeId}': T.Grade
  'GET /api/v1/webhooks/endpoints/{id}/deliveries': T.Page<T.Delivery>
  'GET /api/v1/webhooks/deliveries/{id}': T.DeliveryDetail
  'POST /api/v1/webhooks/deliveries/{id}/resend': T.Delivery
  'GET /api/v1/webhooks/dead-letters': T.Page<T.Delivery>
  'POST /api/v1/webhooks/dead-letters/resend': { requeued: number }

  'GET /api/v1/admin/audit-log': T.Page<T.AuditEntry>
  'GET /api/v1/timeline/{subjectId}': T.TimelineEntry[]

  'GET /api/v1/ops/aircraft': T.Page<T.Aircraft>
  'POST /api/v1/ops/aircraft': T.Aircraft
  'GET /api/v1/ops/aircraft/{id}': T.Aircraft
  'PATCH /api/v1/ops/aircraft/{id}': T.Aircraft
  'GET /api/v1/ops/aircraft/{id}/meters': T.Meter[]
  'GET /api/v1/ops/aircraft/{id}/readings': T.Page<T.Reading>
  'POST /api/v1/ops/aircraft/{id}/readings': T.Reading
  'GET /api/v1/ops/crew': T.Page<T.Person>
  'POST /api/v1/ops/crew': T.Person
  'GET /api/v1/ops/crew/{id}': T.Person
  'PATCH /api/v1/ops/crew/{id}': T.Person
  'GET /api/v1/ops/airports': T.Page<T.Airport>
  'GET /api/v1/ops/airports/{id}': T.Airport
  'GET /api/v1/ops/flights': T.Page<T.Flight>
  'POST /api/v1/ops/flights': T.Flight
  'GET /api/v1/ops/flights/{id}': T.Flight
  'PATCH /api/v1/ops/flights/{id}': T.Flight
  'DELETE /api/v1/ops/flights/{id}': undefined
  'POST /api/v1/ops/flights/{id}/submit': T.Flight
  'POST /api/v1/ops/flights/{id}/approve': T.Flight
  'POST /api/v1/ops/flights/{id}/reject': T.Flight
  'POST /api/v1/ops/flights/{id}/reopen': T.Flight
  'POST /api/v1/ops/flights/{id}/reverse': T.Flight

  'GET /api/projects': T.Page<T.Project>
  'POST /api/projects': T.Project
  'GET /api/projects/{id}': T.Project
  'PATCH /api/projects/{id}': T.Project
  'GET /api/projects/{id}/services': T.Page<T.Service>
  'POST /api/projects/{id}/services': T.Service
  'GET /api/services/{id}/deployments': T.Page<T.Deployment>
  'POST /api/services/{id}/deployments': T.Deployment
  'POST /api/deployments/{id}/abort': T.Deployment
  'POST /api/deployments/{id}/advance': T.Deployment

  'GET /api/integrations/imports': T.Page<T.Import>
  'POST /api/integrations/imports': T.Import
  'GET /api/integrations/imports/{id}': T.Import
  'PATCH /api/integrations/imports/{id}': T.Import
  'POST /api/integrations/imports/{id}/run': T.Import
  'POST /api/integrations/imports/{id}/cancel': T.Import
  'GET /api/integrations/imports/{id}/problems': T.Page<T.ImportProblem>
  'GET /api/integrations/imports/{id}/preview': T.ImportPreview
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
type Split<Key, M extends Method> = Key extends `${M} ${infer Path}` ? Path : never

/** The paths that take this method. */
export type PathOf<M extends Method> = Split<keyof Answers, M>
/** What an operation answers, out of its envelope. */
export type Answer<M extends Method, P extends string> = `${M} ${P}` extends keyof Answers ? Answers[`${M} ${P}`] : never
