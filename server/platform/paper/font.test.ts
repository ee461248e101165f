import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSync } from 'fontkit'
import { fontFile, printable } from './font.ts'

test('names keep their letters in Latin, Greek and Cyrillic, and what the font lacks stands as a question mark', () => {
  for (const name of [
    'Żółw, Öl – “naïve”',
    'Nguyễn Văn Đức',
    'Γιώργος Ἀθηνᾶ',
    'Ґалаґан Юрий',
    'Ğüneş',
    '10 → 20 ≤ 30',
    'two\nlines',
  ])
    assert.equal(printable(name), name)
  // A letter that is put together of two is one letter of the font.
  assert.equal(printable('Z\u0307o\u0301łw'), 'Żółw')
  assert.equal(printable('東京 ✈'), '?? ?')
})

test('both weights have the same characters, and may be embedded', () => {
  const fonts = (['regular', 'bold'] as const).map((weight) => {
    const font = openSync(fontFile(weight))
    assert('characterSet' in font)
    return font
  })
  const [regular, bold] = fonts
  assert.deepEqual(regular?.characterSet, bold?.characterSet)
  for (const font of fonts) {
    assert.match(font.copyright ?? '', /Inter Project Authors/)
    const { fsType } = (font as unknown as { 'OS/2': { fsType: { noEmbedding: boolean } } })['OS/2']
    assert.equal(fsType.noEmbedding, false)
  }
})
