import type { Readable } from 'node:stream'
import { bodyTooLarge, problem } from '../kernel/problem.ts'
import { type Picture, pictureNames, pictureTypes, redraw } from './image.ts'
import { bytesOfMb } from './storage-limit.ts'
import { withWholeUpload } from './whole-upload.ts'

const maxBytes = 20_000_000
/** The size of a phone's picture, and no more, because anyone may send these. */
const anonymousBytes = 10_000_000
const anonymousPixels = 26_000_000

export const fileNotTaken = problem('file_not_taken', 422, {
  meaning: 'This kind of file is not taken, or it is damaged',
  fix: `Send a ${pictureNames} picture, a PDF, a text or CSV file, or an Office or OpenDocument file. The type is detected from the content, not from the name.`,
})

/** The body of an operation that takes any file. */
export const fileUpload = {
  maxBytes,
  contentTypes: [
    'application/octet-stream',
    'application/pdf',
    ...pictureTypes,
    'text/plain',
    'text/csv',
    'application/zip',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.oasis.opendocument.text',
  ],
} as const
/** The body of an operation that takes pictures from people without an account. */
export const anonymousUpload = {
  maxBytes: anonymousBytes,
  contentTypes: ['application/octet-stream', ...pictureTypes],
} as const
/** An upload whose content type is known. */
export interface ExaminedFile {
  bytes: Buffer
  contentType: string
  extension: string
}

const longestSide = 3_000
const office: Record<string, [contentType: string, extension: string]> = {
  'word/': ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  'xl/': ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  'ppt/': ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx'],
  'application/vnd.oasis.opendocument.text': ['application/vnd.oasis.opendocument.text', 'odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['application/vnd.oasis.opendocument.spreadsheet', 'ods'],
}

const tooLarge = (most: number) => () =>
  bodyTooLarge(`The file is larger than ${most / bytesOfMb} MB. Make it smaller, or split it into several`)

/**
 * Reads an upload and detects its type from the bytes. Pictures are redrawn, so nothing of the camera stays in
 * them. @throws Problem `file_not_taken`, `body_too_large`.
 */
export function examineFile(upload: Readable, owner: string): Promise<ExaminedFile> {
  return withWholeUpload(upload, { maxBytes, tooLarge: tooLarge(maxBytes), owner }, async (bytes) => {
    if (bytes.length === 0) throw fileNotTaken('The file is empty')
    return drawn(await redraw(bytes, longestSide)) ?? { bytes, ...kindOf(bytes) }
  })
}

/** The same for people without an account, who may send only pictures. All of them share one turn. */
export function examineAnonymousPicture(upload: Readable): Promise<ExaminedFile> {
  const limits = { maxBytes: anonymousBytes, tooLarge: tooLarge(anonymousBytes), owner: 'anonymous' }
  return withWholeUpload(upload, limits, async (bytes) => {
    const picture = drawn(await redraw(bytes, longestSide, anonymousPixels))
    if (picture) return picture
    throw fileNotTaken(
      `This is no ${pictureNames} picture that can be read. Only pictures are taken here, because other files name the person who made them`,
    )
  })
}

function drawn(picture: Picture | null): ExaminedFile | null {
  if (!picture) return null
  const { bytes, contentType } = picture
  return { bytes, contentType, extension: contentType === 'image/jpeg' ? 'jpg' : contentType.slice(6) }
}

function kindOf(bytes: Buffer): { contentType: string; extension: string } {
  if (bytes.subarray(0, 5).equals(Buffer.from('%PDF-')))
    return { contentType: 'application/pdf', extension: 'pdf' }
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) {
    const known = Object.entries(office).find(([mark]) => bytes.includes(mark))
    if (known) return { contentType: known[1][0], extension: known[1][1] }
  }
  if (isPlainText(bytes)) return { contentType: 'text/plain; charset=utf-8', extension: 'txt' }
  throw fileNotTaken()
}

function isPlainText(bytes: Buffer): boolean {
  try {
    const plain = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // A browser that guesses types would take this for a page. The response names another type; this is the second lock.
    return !plain.includes('\0') && !/^\s*<(!doctype|html|svg|script|\?xml)/i.test(plain)
  } catch {
    return false
  }
}
