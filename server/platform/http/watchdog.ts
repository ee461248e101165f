import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Services } from '../kernel/installation.ts'
import { exchangeOf } from './route.ts'

const lookEveryMs = 500
/** Nobody is served meanwhile, and most probes have given up. */
const mostDelayMs = 5_000

/** Logs which operations were at work when this process did nothing else for seconds: one of them is the cause. */
export function watchEventLoop(
  app: FastifyInstance,
  { log }: Pick<Services, 'log'>,
  { everyMs = lookEveryMs, mostMs = mostDelayMs } = {},
): void {
  const atWork = new Map<FastifyRequest, string>()
  app.addHook('preValidation', async (request) => {
    const operation = exchangeOf(request)?.operation.id
    if (operation) atWork.set(request, operation)
  })
  app.addHook('onResponse', async (request) => {
    atWork.delete(request)
  })
  let last = performance.now()
  const timer = setInterval(() => {
    const delayMs = Math.round(performance.now() - last - everyMs)
    last = performance.now()
    if (delayMs > mostMs)
      log.warn({ delayMs, operations: [...new Set(atWork.values())] }, 'the process was blocked')
  }, everyMs).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}
