/** One thing that is wrong with one field of the request. */
export interface Detail {
  field: string
  message: string
  /** Facts of the refusal that a program may want, such as the booking that was there first. */
  [fact: string]: unknown
}

interface ProblemOptions {
  details?: Detail[]
  headers?: Record<string, string>
  cause?: unknown
}

/** A refusal that the caller sees. Any other error becomes a 500, and only the log has its details. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: string
  readonly status: number
  readonly details: Detail[] | undefined
  readonly headers: Record<string, string> | undefined

  constructor(code: string, status: number, message: string, options: ProblemOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.status = status
    this.details = options.details
    this.headers = options.headers
  }
}

export interface CatalogEntry {
  code: string
  status: number
  /** What it means, a sentence for docs/errors.md. */
  meaning: string
  /** What to do about it. */
  fix: string
}

const catalog = new Map<string, CatalogEntry>()

/**
 * Declares a refusal once, next to its rule, and returns the function that creates it. The message
 * says what to change; by default it is the meaning.
 */
export function problem(code: string, status: number, entry: { meaning: string; fix: string }) {
  if (catalog.has(code)) throw new Error(`The error code ${code} is declared twice`)
  catalog.set(code, { code, status, ...entry })
  return (message: string = entry.meaning, options: ProblemOptions = {}) =>
    new Problem(code, status, message, options)
}

export function problemCatalog(): CatalogEntry[] {
  return [...catalog.values()].sort((a, b) => a.code.localeCompare(b.code))
}

export function problemEntry(code: string): CatalogEntry | undefined {
  return catalog.get(code)
}

// ── 400 ─────────────────────────────────────────────────────────────────────────────────────────
export const malformedJson = problem('malformed_json', 400, {
  meaning: 'The body is not valid JSON',
  fix: 'Send one JSON value in UTF-8; the message names the place where reading stopped.',
})
export const invalidRequest = problem('invalid_request', 400, {
  meaning: 'The request does not fit the schema of this operation',
  fix: 'Change what `details` names, field by field. Bodies are strict: unknown fields are refused, and nothing is coerced.',
})
export const conflictingCredentials = problem('conflicting_credentials', 400, {
  meaning: 'Authorization and X-API-Key hold different credentials',
  fix: 'Send one of them, or the same key in both.',
})
export const keyInQuery = problem('key_in_query', 400, {
  meaning: 'An API key does not belong in an address, where logs, proxies and browser histories keep it',
  fix: 'Send it as `Authorization: Bearer …` or `X-API-Key: …`, and rotate this key, because its address may have been logged.',
})
/** Refuses fields of the body or the query, with what has to change in each. */
export function invalidFields(details: Detail[]): Problem {
  const fields = [...new Set(details.map((detail) => detail.field))]
  const message =
    fields.length === 1
      ? `${fields[0]} ${details.map((detail) => detail.message).join(', and ')}`
      : `${fields.length} fields need to change: ${fields.join(', ')}`
  return invalidRequest(message, { details })
}
// ── 401, 403 ────────────────────────────────────────────────────────────────────────────────────
export const authenticationRequired = problem('authentication_required', 401, {
  meaning: 'Authentication required',
  fix: 'Sign in, or send an API key as `Authorization: Bearer …` or `X-API-Key: …`.',
})
export const invalidApiKey = problem('invalid_api_key', 401, {
  meaning: 'Invalid or expired API key',
  fix: 'Check that the whole key was copied. A revoked or expired key never works again: create a new one.',
})
export const invalidSession = problem('invalid_session', 401, {
  meaning: 'Invalid or expired session',
  fix: 'Sign in again.',
})
export const readOnlyKey = problem('read_only_key', 403, {
  meaning: 'This API key is read-only',
  fix: 'Use a key with a scope that writes, such as `flights:write`.',
})
export const projectNotAllowed = problem('project_not_allowed', 403, {
  meaning: 'This API key cannot access that project',
  fix: 'Use a key for that project or for all projects. What belongs to no project is out of reach of a limited key.',
})
export const sessionRequired = problem('session_required', 403, {
  meaning: 'This endpoint requires a browser session',
  fix: 'Do this in the console; no API key may, whatever its scopes.',
})
export const keyRequired = problem('api_key_required', 403, {
  meaning: 'This endpoint describes the API key that calls it, and a session is none',
  fix: 'Call it with an API key. `GET /api/v1/auth/session` describes a session.',
})
export const scopeMissing = problem('scope_missing', 403, {
  meaning: 'This API key does not hold the scope of this endpoint',
  fix: 'Give the key the scope that the message names, under Settings → Integrations → API Keys.',
})
export const roleMissing = problem('role_missing', 403, {
  meaning: 'None of your roles may do this',
  fix: 'Ask a member with one of the roles that the message names, or an admin to give you one.',
})
export const wrongWorkspace = problem('wrong_workspace', 403, {
  meaning: 'These credentials belong to another workspace than X-Org-Id or X-Tenant-Id names',
  fix: 'Leave the header out, or name the workspace of the key or session.',
})
export const moduleDisabled = problem('module_disabled', 403, {
  meaning: 'This module is not enabled in the workspace',
  fix: 'An admin can enable it under Settings → Organization.',
})
export const mfaEnrollmentRequired = problem('mfa_enrollment_required', 403, {
  meaning: 'This workspace requires two-factor authentication. Turn it on under Account → Security to go on',
  fix: 'Turn it on under Account → Security, or with `POST /api/user/mfa/enable`. Until then a session reaches its own account alone.',
})
export const reauthenticationRequired = problem('reauthentication_required', 403, {
  meaning: 'Confirm that it is you: this needs a proof of who you are that is not older than 30 minutes',
  fix: 'Send `POST /api/user/reauthenticate` with your password (and a code, where two-factor is on) or a passkey, then send this request again. The console asks and does so by itself.',
})
export const crossOrigin = problem('cross_origin', 403, {
  meaning: 'A request that changes something with a session cookie must come from the console’s own origin',
  fix: 'Use an API key outside the console, or set PUBLIC_URL to the address that people use.',
})
// ── 404 … 429 ───────────────────────────────────────────────────────────────────────────────────
export const notFound = problem('not_found', 404, {
  meaning: 'There is no such record in this workspace',
  fix: 'Check the id. A record of another workspace looks exactly like a missing one.',
})
export const routeNotFound = problem('route_not_found', 404, {
  meaning: 'There is no such address',
  fix: 'See the reference at `/docs`; `v1` is the only version.',
})
export const methodNotAllowed = problem('method_not_allowed', 405, {
  meaning: 'This address does not take that method',
  fix: 'Use one of the methods in the `Allow` header.',
})
export const conflict = problem('conflict', 409, {
  meaning: 'This conflicts with what is there',
  fix: 'Read the record again; the message says what it conflicts with.',
})
export const idempotencyKeyReused = problem('idempotency_key_reused', 409, {
  meaning: 'This Idempotency-Key was used for another request',
  fix: 'Use a new key for each new request, and the same one only to repeat it.',
})
export const idempotentSecret = problem('idempotent_secret', 409, {
  meaning: 'This request was carried out before, and its answer held a secret that is shown only once',
  fix: 'Look the record up, and rotate its secret if you have lost it.',
})
export const versionMismatch = problem('version_mismatch', 412, {
  meaning: 'The record has changed since you read it',
  fix: 'Read it again, and send the change with the new ETag in `If-Match`.',
})
export const bodyTooLarge = problem('body_too_large', 413, {
  meaning: 'The body is too large',
  fix: 'Bodies may have 64 kB, or as much as the fields of the operation hold; files are uploaded where the reference says so.',
})
export const uploadTooSlow = problem('upload_too_slow', 408, {
  meaning: 'The file arrived too slowly',
  fix: 'Send it again over a faster connection, or make it smaller.',
})
export const unsupportedMediaType = problem('unsupported_media_type', 415, {
  meaning: 'This operation does not take that content type',
  fix: 'Send `Content-Type: application/json`.',
})
export const ruleBroken = problem('rule_broken', 422, {
  meaning: 'This breaks a rule of the domain',
  fix: 'The message names the rule and what would satisfy it.',
})
export const rateLimited = problem('rate_limited', 429, {
  meaning: 'Too many requests',
  fix: 'Wait for as many seconds as `Retry-After` says.',
})
// ── 5xx ─────────────────────────────────────────────────────────────────────────────────────────
export const internalError = problem('internal_error', 500, {
  meaning: 'Something failed on our side',
  fix: 'Try again. If it happens again, send the request id to the operator of this installation: the log has the details.',
})
export const unavailable = problem('unavailable', 503, {
  meaning: 'The service is starting, stopping or cannot reach its database',
  fix: 'Try again in a moment.',
})
export const inMaintenance = problem('maintenance', 503, {
  meaning: 'The installation is in maintenance: it can be read, and nothing can be changed',
  fix: 'The message says why. Try again after the seconds of `Retry-After`; what you read stays true.',
})
