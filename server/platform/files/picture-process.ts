import sharp from 'sharp'
import { decodeHeic } from './heic.ts'
import type { Picture, PictureTask } from './image.ts'
import { isHeic } from './picture-mark.ts'

// The process that redraws pictures, one after the other. `image.ts` starts it.

sharp.concurrency(1)

async function draw({ bytes, longestSide, mostPixels, mostSeconds }: PictureTask): Promise<Picture | null> {
  const picture = Buffer.from(bytes)
  const pixels = isHeic(picture) ? await decodeHeic(picture, mostPixels) : null
  const image = pixels
    ? sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 4 } }).removeAlpha()
    : sharp(picture, { limitInputPixels: mostPixels, failOn: 'error' })
  const format = pixels ? 'jpeg' : (await image.metadata()).format
  if (format !== 'jpeg' && format !== 'png' && format !== 'webp') return null
  const { data, info } = await image
    .rotate()
    .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: mostSeconds })
    .toFormat(format)
    .toBuffer({ resolveWithObject: true })
  return { bytes: data, contentType: `image/${format}`, width: info.width, height: info.height }
}

// The messages of the libraries about a damaged picture belong in no log: they may quote it.
process.on('message', async (task: PictureTask) => {
  const picture = await draw(task).catch(() => null)
  process.send?.({ picture })
})
// Ctrl-C reaches the whole group, and the server finishes its requests first.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit())
