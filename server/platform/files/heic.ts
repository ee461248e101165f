import libheif from 'libheif-js/wasm-bundle.js'

export interface HeicPixels {
  width: number
  height: number
  /** Red, green, blue and opacity of each pixel. */
  data: Uint8ClampedArray
}

/** The pixels of a HEIC picture, upright, and nothing else of it. @returns null if it cannot be read, or has too many. */
export async function decodeHeic(bytes: Buffer, mostPixels: number): Promise<HeicPixels | null> {
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
