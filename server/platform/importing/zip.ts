import { Inflate } from 'fflate'
import { CsvFault } from './csv.ts'

/** A file within a ZIP archive. */
export type ZipEntry = { name: string; method: number; packed: Uint8Array }

const MOST_ENTRIES = 2_000
// Sheets of numbers pack to a twentieth. What unpacks to a hundred times its size is made to fill the memory.
const MOST_RATIO = 100
const RATIO_FREE_BYTES = 10_000_000
const MOST_BYTES = 200_000_000
// Small, since each byte may unpack to a thousand.
const PIECE_BYTES = 16 * 1024

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const LONGEST_COMMENT = 65_535
const ENCRYPTED = 1

/** The directory of a ZIP archive, by the names of its files. @throws CsvFault */
export function readZip(archive: Buffer): Map<string, ZipEntry> {
  try {
    return readDirectory(archive)
  } catch (error) {
    // A number that points outside the file.
    if (error instanceof RangeError) throw new CsvFault(damaged)
    throw error
  }
}

const damaged = 'The workbook is damaged: open it and save it again, or save the sheet as CSV'

function readDirectory(archive: Buffer): Map<string, ZipEntry> {
  const end = findEnd(archive)
  const count = archive.readUInt16LE(end + 10)
  if (count > MOST_ENTRIES)
    throw new CsvFault(`The workbook holds ${count} files: at most ${MOST_ENTRIES} are read`)
  const entries = new Map<string, ZipEntry>()
  let at = archive.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== CENTRAL) throw new CsvFault(damaged)
    if (archive.readUInt16LE(at + 8) & ENCRYPTED)
      throw new CsvFault('The workbook is protected by a password: save it without one')
    const nameBytes = archive.readUInt16LE(at + 28)
    const name = archive.toString('utf8', at + 46, at + 46 + nameBytes)
    const begin = dataOf(archive, archive.readUInt32LE(at + 42))
    const packed = archive.subarray(begin, begin + archive.readUInt32LE(at + 20))
    entries.set(name.replace(/^\//, ''), { name, method: archive.readUInt16LE(at + 10), packed })
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return entries
}

function findEnd(archive: Buffer): number {
  const lowest = Math.max(0, archive.length - END_BYTES - LONGEST_COMMENT)
  for (let at = archive.length - END_BYTES; at >= lowest; at -= 1)
    if (archive.readUInt32LE(at) === END) return at
  throw new CsvFault(damaged)
}

function dataOf(archive: Buffer, local: number): number {
  if (archive.readUInt32LE(local) !== LOCAL) throw new CsvFault(damaged)
  return local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
}

/** The content of a file, a piece at a time. What is in the headers about its size is not believed. @throws CsvFault */
export function* unpack({ name, method, packed }: ZipEntry, most = MOST_BYTES): Generator<Uint8Array> {
  if (method === 0 && packed.length <= most) {
    yield packed
    return
  }
  if (method !== 8) throw new CsvFault(damaged)
  const pieces: Uint8Array[] = []
  const inflate = new Inflate((piece) => pieces.push(piece))
  let bytes = 0
  for (let at = 0; at < packed.length; at += PIECE_BYTES) {
    const piece = packed.subarray(at, at + PIECE_BYTES)
    try {
      inflate.push(piece, at + PIECE_BYTES >= packed.length)
    } catch {
      throw new CsvFault(damaged)
    }
    for (const unpacked of pieces.splice(0)) {
      bytes += unpacked.length
      const isBomb = bytes > RATIO_FREE_BYTES && bytes > (at + piece.length) * MOST_RATIO
      if (isBomb || bytes > most)
        throw new CsvFault(`The workbook unpacks to too much (${name}): save the sheet as CSV`)
      yield unpacked
    }
  }
}
