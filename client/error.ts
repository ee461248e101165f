export interface ErrorDetail {
  field: string
  message: string
}

interface ErrorBody {
  error?: unknown
  code?: unknown
  details?: ErrorDetail[]
  requestId?: unknown
}

/** A refusal. Decide by `code`, show `message`, and quote `requestId` to the administrator of the installation. */
export class ApronError extends Error {
  override name = 'ApronError'
  readonly status: number
  /** As in docs/errors.md, or `http_502` and similar if a proxy answered. */
  readonly code: string
  readonly details: readonly ErrorDetail[]
  readonly requestId: string | null
  /** When to try again, if the response says so. */
  readonly retryAfterSeconds: number | null

  constructor(response: Response, body: ErrorBody) {
    super(
      typeof body.error === 'string'
        ? body.error
        : `The server answered ${response.status} ${response.statusText}`.trim(),
    )
    this.status = response.status
    this.code = typeof body.code === 'string' ? body.code : `http_${response.status}`
    this.details = Array.isArray(body.details) ? body.details : []
    this.requestId =
      typeof body.requestId === 'string' ? body.requestId : response.headers.get('x-request-id')
    this.retryAfterSeconds = readRetryAfter(response.headers.get('retry-after'))
  }

  static async from(response: Response): Promise<ApronError> {
    const body = await response.json().catch(() => ({}))
    return new ApronError(response, body !== null && typeof body === 'object' ? body : {})
  }
}

/** Seconds or a date (RFC 9110, 10.2.3); null if it is neither. */
function readRetryAfter(value: string | null): number | null {
  if (value === null || value.trim() === '') return null
  if (/^\d+$/.test(value.trim())) return Number(value)
  const seconds = (Date.parse(value) - Date.now()) / 1000
  return Number.isNaN(seconds) ? null : Math.max(0, Math.ceil(seconds))
}
