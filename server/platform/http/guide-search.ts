import { escapeHtml, type Guide, type Section, sectionsOf } from './guide.ts'

export interface Hit {
  section: Section
  /** The text around the first word, as HTML with the words marked. */
  excerpt: string
}

const mostHits = 30
const excerptLength = 200

/** A search over the guides: every section that has all words, those with a word in a heading first. */
export function guideSearch(guides: readonly Guide[]): (query: string) => Hit[] {
  const entries = guides.flatMap(sectionsOf).map((section) => ({
    section,
    heading: `${section.guide.title} ${section.heading}`.toLowerCase(),
    text: section.text.toLowerCase(),
  }))
  return (query) => {
    const words = [...new Set(query.toLowerCase().split(/\s+/).filter(Boolean))].slice(0, 10)
    if (words.length === 0) return []
    return entries
      .filter(({ heading, text }) => words.every((word) => heading.includes(word) || text.includes(word)))
      .map((entry) => ({ ...entry, score: words.filter((word) => entry.heading.includes(word)).length }))
      .sort((a, b) => b.score - a.score)
      .slice(0, mostHits)
      .map(({ section }) => ({ section, excerpt: excerptOf(section.text, words) }))
  }
}

function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase()
  const places = words.map((word) => lower.indexOf(word)).filter((place) => place >= 0)
  const start = Math.max(0, Math.min(...places, text.length) - 60)
  const from = places.length === 0 ? 0 : start
  const excerpt = text.slice(from, from + excerptLength)
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  // The words are found before the text is escaped: `amp` is none of its words.
  return excerpt
    .split(new RegExp(`(${pattern})`, 'i'))
    .map((part, index) => (index % 2 === 1 ? `<mark>${escapeHtml(part)}</mark>` : escapeHtml(part)))
    .join('')
}
