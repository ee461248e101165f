import { Worker } from 'node:worker_threads'
import { unavailable } from '../kernel/problem.ts'
import { NoFreePlace, Shares, ShareUsedUp } from '../limits/shares.ts'
import type { PaperText } from './paper.ts'

/** So many documents are drawn at a time. */
const mostThreads = 2
/** Those of one workspace that wait, and of all. */
const mostWaiting = { ofOwner: 10, inAll: 60 }
const mostWaitMs = 15_000
/** No document of an ordinary size takes this long. */
const mostDrawMs = 20_000
/** Beyond this a document is refused, before the server runs out of memory. */
const mostMemoryMb = 256
/** A thread that has nothing to draw is ended: the fonts take memory that most servers seldom need. */
const idleMs = 30_000

const places = new Shares(mostThreads, mostWaiting)
/** What waits for the next document, and the timer that ends it. */
const idle = new Map<Worker, NodeJS.Timeout>()

/**
 * Draws a document in a thread of its own, when the turn of its owner has come.
 * @throws Problem `unavailable` if too many wait, or if it takes too long.
 */
export async function renderPaper(text: PaperText, owner: string, drawMs = mostDrawMs): Promise<Buffer> {
  const giveBack = await takePlace(owner)
  try {
    return await drawIn(takeIdle() ?? start(), text, drawMs)
  } finally {
    giveBack()
  }
}

async function takePlace(owner: string): Promise<() => void> {
  try {
    return await places.take(owner, mostWaitMs)
  } catch (error) {
    if (!(error instanceof NoFreePlace || error instanceof ShareUsedUp)) throw error
    throw unavailable('So many documents are being written just now that this one found no turn. Try again', {
      headers: { 'retry-after': '5' },
    })
  }
}

function takeIdle(): Worker | null {
  for (const [thread, timer] of idle) {
    clearTimeout(timer)
    idle.delete(thread)
    return thread
  }
  return null
}

function start(): Worker {
  const thread = new Worker(new URL('./paper-thread.ts', import.meta.url), {
    // None of the settings of the server.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
  })
  return thread.once('exit', () => {
    clearTimeout(idle.get(thread))
    idle.delete(thread)
  })
}

async function drawIn(thread: Worker, text: PaperText, drawMs: number): Promise<Buffer> {
  thread.ref()
  let timer: NodeJS.Timeout | undefined
  const answer = await new Promise<{ bytes: Uint8Array } | { error: unknown } | null>((resolve) => {
    const end = () => resolve(null)
    thread.once('exit', end)
    thread.once('error', end)
    thread.once('message', (message) => {
      thread.off('exit', end)
      thread.off('error', end)
      resolve(message)
    })
    timer = setTimeout(() => void thread.terminate(), drawMs)
    thread.postMessage(text)
  })
  clearTimeout(timer)
  if (answer === null)
    throw unavailable(
      'This document took too long to write, or is too large. Choose a shorter range, or try again when less is going on',
      { headers: { 'retry-after': '30' } },
    )
  // It does not keep the server from ending.
  thread.unref()
  idle.set(thread, setTimeout(() => void thread.terminate(), idleMs).unref())
  if ('error' in answer) throw answer.error
  return Buffer.from(answer.bytes.buffer)
}
