import { type ChildProcess, fork } from 'node:child_process'
import { hasMarkOfPicture } from './picture-mark.ts'

/** The content types of the pictures that are read. iPhones take HEIC. */
export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif'] as const
/** The same in the words of a refusal. */
export const pictureNames = 'JPEG, PNG, WebP or HEIC'

export interface Picture {
  bytes: Buffer
  contentType: 'image/jpeg' | 'image/png' | 'image/webp'
  width: number
  height: number
}

/** The message to the process that draws. */
export interface PictureTask {
  bytes: Uint8Array
  longestSide: number
  mostPixels: number
  mostSeconds: number
}

/** The limit, because a file of a few kilobytes may unpack into gigabytes. */
const mostPixelsOfMembers = 50_000_000

/** No camera's picture takes this long to redraw. */
const mostSeconds = 20
/** On a busy machine a picture waits for requests. */
const mostSecondsWithWaiting = 60
/** The program that runs this file. */
const node = process.execPath
/** A process that has nothing to draw is ended: the libraries take memory that most servers seldom need. */
const idleSeconds = 30

/** What waits for the next picture, and the timer that ends it. */
const idle = new Map<ChildProcess, NodeJS.Timeout>()

/**
 * Redraws a picture: upright, at most `longestSide` pixels, and with nothing but pixels: no EXIF, place, camera or
 * thumbnail. Its type is detected from the bytes, not from its name. A HEIC picture becomes a JPEG.
 * It happens in a process of its own with a low priority, so that it neither delays requests nor, if the picture is
 * hostile, stops the server or leaves memory behind.
 * @returns null if the bytes are no JPEG, PNG, WebP or HEIC that can be read.
 */
export async function redraw(
  bytes: Buffer,
  longestSide: number,
  mostPixels = mostPixelsOfMembers,
): Promise<Picture | null> {
  if (!hasMarkOfPicture(bytes)) return null
  const process = takeIdle() ?? start()
  const picture = await draw(process, { bytes, longestSide, mostPixels, mostSeconds })
  if (picture === undefined) return null
  rest(process)
  return picture && { ...picture, bytes: Buffer.from(picture.bytes) }
}

function takeIdle(): ChildProcess | null {
  for (const [process, timer] of idle) {
    clearTimeout(timer)
    idle.delete(process)
    return process
  }
  return null
}

/**
 * It has none of the settings of the server, so that a hostile picture could not read a secret there.
 * Requests come first: on a busy machine a picture waits. The command `nice` lowers the priority of all threads of the
 * process; a process that lowers its own would change one thread, and others draw.
 */
function start(): ChildProcess {
  const process = fork(new URL('./picture-process.ts', import.meta.url), {
    serialization: 'advanced',
    stdio: 'ignore',
    execPath: 'nice',
    execArgv: ['-n', '19', node],
    env: {},
  })
  return process.once('exit', () => {
    clearTimeout(idle.get(process))
    idle.delete(process)
  })
}

/** @returns undefined if the process ended or took too long, and is gone. */
async function draw(process: ChildProcess, task: PictureTask): Promise<Picture | null | undefined> {
  process.ref()
  process.channel?.ref()
  const timer = setTimeout(() => process.kill('SIGKILL'), mostSecondsWithWaiting * 1_000)
  try {
    return await new Promise((resolve) => {
      const end = () => resolve(undefined)
      process.once('exit', end)
      process.once('error', end)
      process.once('message', ({ picture }: { picture: Picture | null }) => {
        process.off('exit', end)
        process.off('error', end)
        resolve(picture)
      })
      process.send(task, (error) => error && end())
    })
  } finally {
    clearTimeout(timer)
  }
}

/** Keeps the process for the next picture. It does not keep the server from ending. */
function rest(process: ChildProcess): void {
  process.unref()
  process.channel?.unref()
  idle.set(process, setTimeout(() => process.kill(), idleSeconds * 1_000).unref())
}
