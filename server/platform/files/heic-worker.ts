import { parentPort, workerData } from 'node:worker_threads'
import libheif from 'libheif-js/wasm-bundle.js'
import type { HeicPixels, HeicTask } from './heic.ts'

async function decode({ bytes, mostPixels }: HeicTask): Promise<HeicPixels | null> {
  await libheif.ready
  const images = new libheif.HeifDecoder().decode(bytes)
  const image = images.find((candidate) => candidate.is_primary()) ?? images[0]
  if (!image) return null
  const [width, height] = [image.get_width(), image.get_height()]
  // Only the head has been read up to here, so this costs nothing.
  if (width * height > mostPixels) return null
  const data = new Uint8ClampedArray(width * height * 4)
  return new Promise((resolve) => image.display({ data, width, height }, resolve))
}

const pixels = await decode(workerData as HeicTask)
parentPort?.postMessage(pixels, pixels ? [pixels.data.buffer as ArrayBuffer] : [])
