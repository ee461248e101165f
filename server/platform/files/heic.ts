import { Worker } from 'node:worker_threads'

/** The messages to and from the worker. */
export interface HeicTask {
  bytes: Uint8Array
  mostPixels: number
}
export interface HeicPixels {
  width: number
  height: number
  /** Red, green, blue and opacity of each pixel. */
  data: Uint8ClampedArray
}

const brands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']

/** Whether the bytes begin like a HEIC picture, which is what iPhones take. */
export function isHeic(bytes: Buffer): boolean {
  return bytes.toString('latin1', 4, 8) === 'ftyp' && brands.includes(bytes.toString('latin1', 8, 12))
}

/**
 * The pixels of a HEIC picture, upright, and nothing else of it. It is decoded in a thread of its own, which ends with
 * it: a hostile picture neither stops this process nor leaves memory behind.
 * @returns null if it cannot be read, has too many pixels, or takes too long.
 */
export async function decodeHeic(
  bytes: Buffer,
  { mostPixels, mostSeconds }: { mostPixels: number; mostSeconds: number },
): Promise<HeicPixels | null> {
  const task: HeicTask = { bytes, mostPixels }
  // The messages of libheif about a damaged picture do not belong in the log.
  const worker = new Worker(new URL('./heic-worker.ts', import.meta.url), {
    workerData: task,
    stdout: true,
    stderr: true,
  })
  const timer = setTimeout(() => void worker.terminate(), mostSeconds * 1_000)
  try {
    return await new Promise<HeicPixels | null>((resolve) => {
      worker.once('message', resolve)
      worker.once('error', () => resolve(null))
      worker.once('exit', () => resolve(null))
    })
  } finally {
    clearTimeout(timer)
    void worker.terminate()
  }
}
