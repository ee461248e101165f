export type ErrorDetail = { field: string; message: string }

/** Every refusal of the API, and a lost connection (status 0), in one type. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly details: ErrorDetail[]
  readonly requestId: string | null
  /** Refused by the console, because the body breaks the contract. Nothing was sent. */
  readonly isByContract: boolean

  constructor(refusal: {
    status: number
    code: string
    message: string
    details?: ErrorDetail[]
    requestId?: string | null
    isByContract?: boolean
  }) {
    super(refusal.message)
    this.name = 'ApiError'
    this.status = refusal.status
    this.code = refusal.code
    this.details = refusal.details ?? []
    this.requestId = refusal.requestId ?? null
    this.isByContract = refusal.isByContract ?? false
  }
}

/** The response of the server to a body with these faults. */
export function invalid(details: ErrorDetail[]): ApiError {
  const fields = [...new Set(details.map(({ field }) => field))]
  const message =
    fields.length === 1
      ? `${fields[0]} ${details.map((detail) => detail.message).join(', and ')}`
      : `${fields.length} fields need to change: ${fields.join(', ')}`
  return new ApiError({ status: 400, code: 'invalid_request', message, details, isByContract: true })
}

export const unreachable = () =>
  new ApiError({
    status: 0,
    code: 'unreachable',
    message: "Can't reach the server. Your text is kept. Try again when you're back online.",
  })

type Refusal = { error?: unknown; code?: unknown; details?: unknown; requestId?: unknown }

const isRefusal = (body: unknown): body is Refusal => typeof body === 'object' && body !== null
const isDetail = (item: unknown): item is ErrorDetail =>
  isRefusal(item) &&
  'field' in item &&
  'message' in item &&
  typeof item.field === 'string' &&
  typeof item.message === 'string'

/** Reads the error envelope; a proxy's own error page has none, so every part may be missing. */
export function refusal(response: Response, body: unknown): ApiError {
  const said = isRefusal(body) ? body : {}
  return new ApiError({
    status: response.status,
    code: typeof said.code === 'string' ? said.code : `http_${response.status}`,
    message:
      typeof said.error === 'string'
        ? said.error
        : `The server answered ${response.status} without saying why.`,
    details: Array.isArray(said.details) ? said.details.filter(isDetail) : [],
    requestId: typeof said.requestId === 'string' ? said.requestId : response.headers.get('x-request-id'),
  })
}
