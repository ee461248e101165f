import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { redraw } from './image.ts'
import { iphonePicture } from './testing/iphone-picture.ts'

const photograph = () =>
  sharp({ create: { width: 400, height: 200, channels: 3, background: '#336699' } })
    .withExif({ IFD0: { Artist: 'MARKER-OF-THE-SENDER' } })
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Copyright: 'MARKER-OF-THE-SENDER' } })
    .jpeg()
    .toBuffer()

test('a picture is redrawn: upright, no larger than the limit, and without camera data', async () => {
  const original = await photograph()
  assert(original.includes('MARKER-OF-THE-SENDER'))
  const picture = await redraw(original, 100)
  assert(picture)
  assert.deepEqual([picture.contentType, picture.width, picture.height], ['image/jpeg', 50, 100])
  assert(!picture.bytes.includes('MARKER-OF-THE-SENDER'))
  assert.equal((await sharp(picture.bytes).metadata()).exif, undefined)
})

test('a file that is not a picture is recognized by its bytes, whatever its name', async () => {
  assert.equal(await redraw(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 100), null)
  assert.equal(await redraw(Buffer.from('not a picture'), 100), null)
  assert.equal(await redraw((await photograph()).subarray(0, 300), 100), null)
})

test('a HEIC picture of an iPhone becomes a JPEG of the same pixels, without camera data', async () => {
  assert(iphonePicture.includes('EXIF-MARKER'))
  const picture = await redraw(iphonePicture, 1_000)
  assert(picture)
  assert.deepEqual([picture.contentType, picture.width, picture.height], ['image/jpeg', 96, 64])
  assert(!picture.bytes.includes('EXIF-MARKER'))
  const { data, info } = await sharp(picture.bytes).raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ]
  const [left, right] = [at(10, 32), at(85, 32)] as [[number, number, number], [number, number, number]]
  assert(left[0] > 180 && left[2] < 80, `red on the left: ${left}`)
  assert(right[2] > 160 && right[0] < 80, `blue on the right: ${right}`)
})

test('a HEIC picture that is damaged or has too many pixels is refused', async () => {
  assert.equal(await redraw(iphonePicture.subarray(0, 700), 1_000), null)
  assert.equal(
    await redraw(Buffer.concat([iphonePicture.subarray(0, 32), Buffer.alloc(500, 7)]), 1_000),
    null,
  )
  assert.equal(await redraw(iphonePicture, 1_000, 96 * 64 - 1), null)
  assert(await redraw(iphonePicture, 1_000, 96 * 64))
})
