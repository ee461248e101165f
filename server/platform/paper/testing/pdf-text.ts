import { inflateSync } from 'node:zlib'

/** What a PDF of ours says: its text stands as numbers of glyphs, which a table of each font takes back to letters. */
export function textOf(pdf: Buffer): string {
  const streams: string[] = []
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 1)) {
    if (pdf.subarray(at - 3, at).toString() === 'end') continue
    const end = pdf.indexOf('\nendstream', at)
    try {
      streams.push(inflateSync(pdf.subarray(at + 7, end)).toString('latin1'))
    } catch {
      // A stream that is no text.
    }
  }
  const fonts = streams
    .filter((stream) => stream.includes('beginbfrange'))
    .map((stream) => {
      const letters = new Map<string, string>()
      for (const [, from = '', list = ''] of stream.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g))
        for (const [index, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]*)>/g)].entries())
          letters.set(
            (Number.parseInt(from, 16) + index).toString(16).padStart(4, '0'),
            Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
          )
      return letters
    })
  // Which font a line is in is not followed: it makes words in one of them alone.
  return fonts
    .flatMap((letters) =>
      streams.flatMap((stream) =>
        [...stream.matchAll(/\[([^\]]*)\] TJ/g)].map(([, line = '']) =>
          [...line.matchAll(/<([0-9a-f]*)>/g)]
            .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
            .map((glyph) => letters.get(glyph) ?? '')
            .join(''),
        ),
      ),
    )
    .join('\n')
}

/** Reads a PDF over HTTP. */
export async function pdfOf(origin: string, path: string, authorization: string) {
  const answer = await fetch(origin + path, { headers: { authorization } })
  return { answer, pdf: Buffer.from(await answer.arrayBuffer()) }
}
