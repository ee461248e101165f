import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { redraw } from './image.ts'

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
