// The answers of the HTTP API, as the contract states them.

export type Page<Item> = {
  items: Item[]
  total: number
  page: number
  per_page: number
  total_pages: number
  next_cursor: string | null
}

export type Role =
  | 'account_owner' | 'admin' | 'accountable_executive' | 'safety_manager' | 'director_of_operations'
  | 'chief_pilot' | 'director_of_maintenance' | 'dispatcher' | 'instructor' | 'pilot' | 'mechanic'
  | 'inspector' | 'finance' | 'staff' | 'student' | 'auditor' | 'customer'

export type Setup = { needsSetup: boolean; signupOpen: boolean; version: string; warnings: string[] }

export type WorkspaceMembership = { id: string; name: string; slug: string; roles: Role[] }

export type Session = {
  user: { id: string; email: string; displayName: string; timezone: string; locale: string; isInstallationOwner: boolean }
  workspace: { id: string; uuid: string; name: string; slug: string; timezone: string; modules: string[]; apiKeysEnabled: boolean }
  roles: Role[]
  memberId: string
  crewId: string | null
  workspaces: WorkspaceMembership[]
  allowedOperations: string[]
  expiresAt: string
}

export type LogIn = { accessToken: string; tokenType: 'Bearer'; expiresIn: number; workspace: WorkspaceMembership }

export type Workspace = {
  id: string; uuid: string; name: string; slug: string; timezone: string
  apiKeysEnabled: boolean; modules: string[]; version: number
}

export type Member = {
  id: string; userId: string; email: string; displayName: string; roles: Role[]
  status: 'active' | 'removed'; joinedAt: string; version: number
}

export type Invitation = {
  id: string; email: string; displayName: string | null; roles: Role[]
  status: 'pending' | 'accepted' | 'revoked' | 'expired'; expiresAt: string; createdAt: string
}

export type InvitationOffer = { workspaceName: string; email: string; displayName: string | null; hasAccount: boolean }

export type Mail = {
  id: string; to: string; subject: string; text: string
  status: 'queued' | 'sent' | 'held' | 'failed'; createdAt: string
}

export type ApiKey = {
  id: string; name: string; prefix: string; scopes: string[]; access: 'read' | 'read_write' | 'custom'
  projects: 'all' | string[]; status: 'active' | 'expired' | 'revoked'
  created_at: string; created_by: string | null; last_used_at: string | null; last_used_ip: string | null
  expires_at: string | null; revoked_at: string | null; rotated_at: string | null; overlap_until: string | null
}
export type NewApiKey = ApiKey & { secret: string }
export type RegeneratedKey = { id: string; secret: string; prefix: string; rotated_at: string; overlap_until: string | null }

export type Scope = { scope: string; module: string; action: string; description: string; operations: string[] }
export type ScopePreset = { id: string; name: string; description: string; scopes: string[] }
export type Scopes = { scopes: Scope[]; presets: ScopePreset[] }

export type KeyCaller = { address: string; user_agent: string | null; first_seen_at: string; last_seen_at: string; requests: number }
export type KeySecret = {
  version: number; prefix: string; status: 'current' | 'previous' | 'ended'
  created_at: string; ends_at: string | null; last_used_at: string | null; callers: KeyCaller[]
}
export type KeyRotation = { overlap_until: string | null; safe_to_finish: boolean; reason: string; secrets: KeySecret[] }
export type KeyRefusal = {
  request_id: string; at: string; method: string; path: string; status: number
  code: string; message: string; address: string
}

export type DecisionCheck = { check: string; outcome: 'passed' | 'failed' | 'not_reached'; detail: string | null }
export type RequestDecision = {
  requestId: string; at: string; method: string; path: string; operationId: string | null; status: number
  code: string | null; message: string | null; address: string; key: { id: string; name: string } | null
  checks: DecisionCheck[]; mend: string | null
}

export type EventType = { type: string; stability: 'stable' | 'beta'; when: string; subject: string }

export type Endpoint = {
  id: string; url: string; description: string | null; events: string[]; enabled: boolean; disabledReason: string | null
  circuit: 'closed' | 'open' | 'half_open'; ladder: 'short' | 'long'; secretPreview: string
  previousSecretEndsAt: string | null; createdAt: string; updatedAt: string; version: number
  health: {
    windowHours: number; delivered: number; retrying: number; dead: number
    lastDeliveredAt: string | null; lastFailureAt: string | null; medianMs: number | null
  }
}
export type NewEndpoint = Endpoint & { secret: string }

export type DeliveryStatus = 'pending' | 'retrying' | 'delivered' | 'dead' | 'cancelled'
export type Delivery = {
  id: string; uuid: string; endpointId: string; eventId: string | null; eventType: string; status: DeliveryStatus
  attempts: number; nextAttemptAt: string | null; createdAt: string; deliveredAt: string | null
  lastStatus: number | null; lastError: string | null; lastDurationMs: number | null
}
export type DeliveryAttempt = {
  number: number; at: string; durationMs: number | null; outcome: string; requestUrl: string
  requestHeaders: Record<string, string>; status: number | null; responseHeaders: Record<string, string> | null
  responseBody: string | null; error: string | null
}
export type DeliveryDetail = Delivery & { body: string; attemptLog: DeliveryAttempt[] }

export type GradeCheck = {
  name: string; title: string; expectation: string; outcome: 'passed' | 'failed' | 'inconclusive'
  detail: string | null; responseStatus: number | null
}
export type Grade = {
  id: string; status: 'running' | 'done'; score: number | null; total: number | null
  startedAt: string; finishedAt: string | null; checks: GradeCheck[]
}

export type Actor = { type: 'user' | 'api_key' | 'system'; id: string | null; name: string | null }
export type FieldChange = { field: string; before: unknown; after: unknown }
export type AuditEntry = {
  id: string; sequence: number; occurredAt: string; action: string; actor: Actor
  subject: { type: string; id: string; label: string | null }; requestId: string | null; address: string | null
  changes: FieldChange[]; hash: string
}
export type TimelineEntry = {
  id: string; occurredAt: string; action: string; actor: { type: string; name: string | null }
  changes: FieldChange[]; via: 'session' | 'api_key' | 'system'
}

export type Aircraft = {
  id: string; registration: string; serialNumber: string | null; icao24: string | null; typeDesignator: string | null
  make: string | null; model: string | null; year: number | null; category: string; class: string; engineType: string
  seats: number | null; isTailwheel: boolean; isComplex: boolean; isHighPerformance: boolean; isTaa: boolean
  isIfr: boolean; isNight: boolean; status: 'active' | 'maintenance' | 'aog' | 'storage' | 'retired' | 'sold'
  baseAirport: string | null; hobbsHundredths: number | null; tachHundredths: number | null; airHundredths: number | null
  notes: string | null; createdAt: string; updatedAt: string; version: number
}
export type Meter = { kind: string; currentHundredths: number; totalHundredths: number; lastReadAt: string | null }
export type Reading = {
  id: string; kind: string; entry: 'reading' | 'adjustment' | 'replacement'; readingHundredths: number
  totalHundredths: number; offsetHundredths: number; isFlagged: boolean; flagReason: string | null
  reason: string | null; flightId: string | null; readAt: string; createdAt: string
}

export type Person = {
  id: string; displayName: string; email: string | null; phone: string | null; functions: string[]
  employeeNumber: string | null; certificateNumber: string | null; certificateType: string | null
  baseAirport: string | null; status: 'active' | 'inactive'; userId: string | null; notes: string | null
  createdAt: string; updatedAt: string; version: number
}

export type Airport = {
  id: string; icao: string | null; iata: string | null; localCode: string | null; name: string
  city: string | null; subdivision: string | null; country: string | null; elevationFt: number | null
  latitude: number; longitude: number; timezone: string | null; source: 'built_in' | 'import' | 'manual'
}

export type CrewRole = 'pic' | 'sic' | 'dual' | 'solo' | 'instructor' | 'sole_manipulator' | 'examiner' | 'observer'
export type FlightStatus = 'draft' | 'submitted' | 'approved' | 'rejected'
export type Flight = {
  id: string; status: FlightStatus; flightType: string; aircraftId: string; aircraftRegistration: string
  crew: { crewId: string; displayName: string; role: CrewRole }[]
  fromAirport: string; toAirport: string; fromName: string | null; toName: string | null
  fromLatitude: number | null; fromLongitude: number | null; toLatitude: number | null; toLongitude: number | null
  offBlockAt: string; takeOffAt: string | null; landingAt: string | null; onBlockAt: string
  blockMinutes: number; airMinutes: number | null
  hobbsOutHundredths: number | null; hobbsInHundredths: number | null; hobbsHundredths: number | null
  tachOutHundredths: number | null; tachInHundredths: number | null; tachHundredths: number | null
  dayTakeOffs: number | null; nightTakeOffs: number | null; dayLandings: number | null; nightLandings: number | null
  dayFullStopLandings: number | null; nightFullStopLandings: number | null; approaches: number | null; holds: number | null
  fuelQuantity: number | null; fuelUnit: string | null; fuelDensityKgPerL: number | null
  fuelLiters: number | null; fuelKg: number | null; oilQuarts: number | null; remarks: string | null
  projectId: string | null; projectName: string | null
  submittedAt: string | null; submittedBy: string | null; approvedAt: string | null; approvedBy: string | null
  rejectedAt: string | null; rejectedBy: string | null; rejectionReason: string | null
  reversesFlightId: string | null; reversedByFlightId: string | null; source: 'logged' | 'import'
  createdAt: string; updatedAt: string; version: number
}

export type Project = {
  id: string; name: string; slug: string; description: string | null; status: 'idle' | 'active'; customer: string | null
  startsOn: string | null; endsOn: string | null; createdAt: string; updatedAt: string; version: number
}
export type Service = {
  id: string; projectId: string; name: string; kind: string; aircraftType: string | null; base: string | null
  status: 'idle' | 'active'; version: number
}
export type DeploymentStatus = 'queued' | 'positioning' | 'running' | 'completed' | 'aborted' | 'failed' | 'superseded'
export type Deployment = {
  id: string; serviceId: string; projectId: string; aircraftId: string; aircraftRegistration: string
  crew: { crewId: string; displayName: string; role: CrewRole }[]; startsOn: string; endsOn: string | null
  status: DeploymentStatus; notes: string | null; createdAt: string; updatedAt: string; version: number
}

export type ImportKind = 'aircraft' | 'people' | 'flights' | 'airports'
export type ImportOptions = {
  timeZone?: string; dateOrder?: 'ymd' | 'dmy' | 'mdy'; decimalSeparator?: '.' | ','
  meterUnit?: 'hours' | 'hundredths' | 'hours_minutes'; fuelUnit?: string; status?: 'approved' | 'draft'
}
export type Import = {
  id: string; kind: ImportKind; filename: string
  status: 'analysing' | 'ready' | 'running' | 'completed' | 'failed' | 'cancelled'
  encoding: string; separator: string; columns: { index: number; header: string; samples: string[] }[]
  fields: { name: string; title: string; required: boolean; help: string | null; unit: string | null }[]
  mapping: Record<string, number | null>; options: ImportOptions
  rows: { total: number; good: number; bad: number; done: number; imported: number; skipped: number }
  progress: number; error: string | null; createdAt: string; startedAt: string | null; finishedAt: string | null
}
export type ImportProblem = { row: number; column: string | null; field: string | null; value: string | null; message: string }
export type ImportPreview = { rows: { row: number; values: Record<string, unknown>; problems: { field: string | null; message: string }[] }[] }
