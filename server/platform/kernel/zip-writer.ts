import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'

/** A file of an archive. What is compressed already, such as a picture or a PDF, is stored as it is. */
export interface ZipFile {
  name: string
  isCompressed?: boolean
  content: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>
}

/** Begins a ZIP archive. `take` gives what is written of it since the last call. */
export function beginZip(): { zip: Zip; take: () => Uint8Array[] } {
  const ready: Uint8Array[] = []
  let failure: Error | null = null
  const zip = new Zip((error, chunk) => {
    if (error) failure = error
    else ready.push(chunk)
  })
  const take = () => {
    if (failure) throw failure
    return ready.splice(0)
  }
  return { zip, take }
}

/** Adds a file to an archive, to be written in pieces. */
export function addZipFile(zip: Zip, name: string, isCompressed = false): ZipDeflate | ZipPassThrough {
  const file = isCompressed ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 })
  zip.add(file)
  return file
}

/** Writes a ZIP archive while its files arrive, so that none is held. */
export async function* writeZip(
  files: AsyncIterable<ZipFile> | Iterable<ZipFile>,
): AsyncGenerator<Uint8Array> {
  const { zip, take } = beginZip()
  for await (const { name, isCompressed, content } of files) {
    const file = addZipFile(zip, name, isCompressed)
    for await (const chunk of content) {
      file.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk, false)
      yield* take()
    }
    file.push(new Uint8Array(0), true)
    yield* take()
  }
  zip.end()
  yield* take()
}
