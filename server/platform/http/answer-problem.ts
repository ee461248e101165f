import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { DatabaseUnavailable, ShareUsedUp } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import {
  bodyTooLarge,
  internalError,
  invalidRequest,
  Problem,
  rateLimited,
  routeNotFound,
  unavailable,
  unsupportedMediaType,
} from '../kernel/problem.ts'
import { rememberRefusal } from './exchange.ts'
import { dataPolicy } from './page-policy.ts'
import { exchangeOf, hasBody } from './route.ts'
import { readRest } from './unread-body.ts'

/** The refusal that an error stands for. */
export function asProblem(error: FastifyError | Problem, request?: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  // Nobody reads this response. It keeps disconnected clients from appearing in the log as server errors.
  if (request?.raw.aborted && error.message === 'aborted')
    return invalidRequest('The connection ended before the body did')
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return bodyTooLarge('The body is larger than this operation takes')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType()
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return invalidRequest('The body is not as long as Content-Length says')
    case 'FST_ERR_BAD_URL':
      return invalidRequest(
        'The address is not validly encoded: a % is followed by two hexadecimal digits, which together are UTF-8',
      )
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return routeNotFound()
  }
  if (isUnstorable(error))
    return invalidRequest(
      'A value of this request lies outside of what can be stored, such as a number or a time that is too large, or a text that is not valid Unicode',
    )
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return invalidRequest(error.message)
  if (['40P01', '40001'].includes(error.code))
    return unavailable('Too many changes met at the same record just now. Try again in a moment', {
      headers: { 'retry-after': '1' },
    })
  if (error.code === '57014')
    return unavailable(
      'The database took too long for this. Ask for less at once: a narrower filter or search, or `cursor` in place of a deep page',
      { headers: { 'retry-after': '10' } },
    )
  if (isFull(error))
    return unavailable(
      'The disk of this installation is full or cannot be written, so nothing can be saved. Its operator has to free space',
      { headers: { 'retry-after': '60' } },
    )
  if (error instanceof ShareUsedUp)
    return rateLimited('This workspace has too many requests at work at once. Send fewer at the same time', {
      headers: { 'retry-after': '2' },
    })
  if (error instanceof DatabaseUnavailable)
    return unavailable(
      error.mayBeSaved
        ? 'The connection to the database broke while this was being saved, so it may have been carried out. Repeat it with the same Idempotency-Key, which carries it out at most once'
        : 'The database cannot be reached just now. Try again in a moment',
      { headers: { 'retry-after': '2' } },
    )
  return internalError('Something failed on our side. The log says the rest under this request id')
}

// SQLSTATE class 22: a value of the request is invalid. The schemas refuse nearly all of them earlier, by field.
function isUnstorable({ code }: { code?: string }): boolean {
  return ['22003', '22007', '22008', '22021', '22P02', '22P05'].includes(code ?? '')
}

// Errors of the database and of the file system.
function isFull({ code }: { code?: string }): boolean {
  return ['53100', 'ENOSPC', 'EDQUOT', 'EROFS'].includes(code ?? '')
}

/** Answers with a refusal, and logs it by what it is. */
export function sendProblem(
  problem: Problem,
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
) {
  const exchange = exchangeOf(request)
  if (exchange) rememberRefusal(exchange, problem, services)
  if (problem.status >= 500 && exchange?.isAnonymous)
    // The rest of the error may quote the request.
    services.log.error(
      { error: error.name, sqlState: (error as { code?: string }).code, operation: exchange.operation.id },
      'a request failed',
    )
  // A handler that turns a request away knows why: no stack is needed, and strangers could fill the log with it.
  else if (error instanceof Problem && problem.status === 503)
    request.log.info(
      { requestId: request.id, operation: exchange?.operation.id, reason: problem.message },
      'a request was turned away',
    )
  else if (problem.status >= 500)
    request.log.error(
      { err: error, requestId: request.id, operation: exchange?.operation.id },
      'a request failed',
    )
  // Fastify closes the connection after a body that it refuses.
  if (hasBody(request)) {
    if (reply.getHeader('connection') === 'close' && !services.isStopping()) reply.removeHeader('connection')
    readRest(request.raw, problem.status)
  }
  if (problem.headers) reply.headers(problem.headers)
  reply.header('link', `</docs/errors#${problem.code}>; rel="help"`)
  reply.header('cache-control', 'no-store')
  reply.header('content-security-policy', dataPolicy)
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="apron"')
  return reply
    .code(problem.status)
    .type('application/json; charset=utf-8')
    .serializer((body: string) => body)
    .send(
      JSON.stringify({
        success: false,
        error: problem.message,
        code: problem.code,
        ...(problem.details ? { details: problem.details } : {}),
        requestId: request.id,
      }),
    )
}
