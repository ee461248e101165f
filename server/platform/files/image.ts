import { decodeHeic, isHeic } from './heic.ts'

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

/** The limit, because a file of a few kilobytes may unpack into gigabytes. */
const mostPixelsOfMembers = 50_000_000

/** No camera's picture takes this long to redraw. */
const mostSeconds = 20

/**
 * Redraws a picture: upright, at most `longestSide` pixels, and with nothing but pixels: no EXIF, place, camera or
 * thumbnail. Its type is detected from the bytes, not from its name.
 * A HEIC picture becomes a JPEG. @returns null if the bytes are no JPEG, PNG, WebP or HEIC that can be read.
 */
export async function redraw(
  bytes: Buffer,
  longestSide: number,
  mostPixels = mostPixelsOfMembers,
): Promise<Picture | null> {
  // Loaded on first use: the library takes memory that most processes never need.
  const { default: sharp } = await import('sharp')
  // One processor for a picture: the others belong to requests.
  sharp.concurrency(1)
  try {
    const pixels = isHeic(bytes) ? await decodeHeic(bytes, { mostPixels, mostSeconds }) : null
    const image = pixels
      ? sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 4 } }).removeAlpha()
      : sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' })
    const format = pixels ? 'jpeg' : (await image.metadata()).format
    if (format !== 'jpeg' && format !== 'png' && format !== 'webp') return null
    const { data, info } = await image
      .rotate()
      .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: mostSeconds })
      .toFormat(format)
      .toBuffer({ resolveWithObject: true })
    return { bytes: data, contentType: `image/${format}`, width: info.width, height: info.height }
  } catch {
    return null
  }
}
