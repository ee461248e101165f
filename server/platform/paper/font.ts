import { createRequire } from 'node:module'
import type * as Fontkit from 'fontkit'

const require = createRequire(import.meta.url)

// Inter, as in the console. The fonts of every PDF reader have only the letters of Western Europe; people's names
// need more.
const weights = { regular: '400Regular/Inter_400Regular', bold: '600SemiBold/Inter_600SemiBold' }
export const fontFile = (weight: keyof typeof weights): string =>
  require.resolve(`@expo-google-fonts/inter/${weights[weight]}.ttf`)

let characters: ReadonlySet<number> | null = null

/** Every character that the fonts have; both weights have the same. */
function fontCharacters(): ReadonlySet<number> {
  if (characters === null) {
    // Loaded with the first paper, because fonts take memory.
    const font = (require('fontkit') as typeof Fontkit).openSync(fontFile('regular'))
    if (!('characterSet' in font)) throw new Error('The font of papers is a collection of fonts')
    characters = new Set(font.characterSet)
  }
  return characters
}

/** The text in letters of the font. Other letters lose their marks, or become a question mark. */
export function printable(text: string): string {
  const known = fontCharacters()
  const isKnown = (letter: string) => letter === '\n' || known.has(letter.codePointAt(0) ?? 0)
  return [...text.normalize('NFC')]
    .map((letter) => {
      if (isKnown(letter)) return letter
      const bare = letter.normalize('NFD').replace(/\p{M}/gu, '')
      return bare !== '' && [...bare].every(isKnown) ? bare : '?'
    })
    .join('')
}
