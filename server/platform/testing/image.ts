import sharp from 'sharp'

/** A picture of one color, as PNG. */
export const imageOf = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .png()
    .toBuffer()
