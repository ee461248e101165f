import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Marked, type Token, type Tokens } from 'marked'

/** A page of `docs/`, as the installation serves it. */
export interface Guide {
  /** In its address: `/docs/webhooks`. The page with all of them is `guides`. */
  name: string
  title: string
  markdown: string
}

export interface Section {
  guide: Guide
  /** What follows `#` in its address; empty for the text above the first heading. */
  anchor: string
  heading: string
  text: string
}

export const docsDirectory = join(import.meta.dirname, '../../../docs')

/** The guides in the order in which the first page names them. The list of errors is a page of its own. */
export function readGuides(directory = docsDirectory): Guide[] {
  const guides = readdirSync(directory)
    .filter((file) => file.endsWith('.md') && file !== 'errors.md')
    .map((file) => readGuide(join(directory, file), file === 'index.md' ? 'guides' : file.slice(0, -3)))
  const index = guides.find(({ name }) => name === 'guides')?.markdown ?? ''
  const placeOf = ({ name }: Guide) => {
    const place = index.indexOf(`(${name}.md`)
    return name === 'guides' ? -1 : place === -1 ? index.length : place
  }
  return guides.sort((a, b) => placeOf(a) - placeOf(b))
}

function readGuide(path: string, name: string): Guide {
  const markdown = readFileSync(path, 'utf8')
  const title = /^# (.*)$/m.exec(markdown)?.[1] ?? name
  return { name, title: plainText(new Marked().lexer(title)), markdown }
}

/** The names of the pictures that the guides show. */
export const imagesIn = (guides: readonly Guide[]): string[] => [
  ...new Set(
    guides.flatMap(({ markdown }) =>
      [...markdown.matchAll(/\]\(images\/([\w-]+\.png)\)/g)].map(([, name = '']) => name),
    ),
  ),
]

/** The HTML of a guide, and its headings of the second level. */
export function renderGuide(
  { markdown }: Guide,
  guides: readonly Guide[],
): { html: string; headings: { anchor: string; text: string }[] } {
  const anchorOf = anchors()
  const headings: { anchor: string; text: string }[] = []
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = plainText(tokens)
        const anchor = anchorOf(text)
        if (depth === 2) headings.push({ anchor, text })
        return `<h${depth} id="${anchor}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens)
        const address = addressOf(href, guides)
        return address === null ? text : `<a href="${escapeHtml(address)}">${text}</a>`
      },
      image({ href, text }) {
        return `<img src="/docs/${escapeHtml(href)}" alt="${escapeHtml(text)}" loading="lazy">`
      },
      // Beside notes for those who edit the page, the only HTML in a guide is a place that links lead to.
      html: ({ text }) =>
        /^(?:<a id="[\w-]+">|<\/a>)$/.test(text)
          ? text
          : text.trimStart().startsWith('<!--')
            ? ''
            : escapeHtml(text),
      code({ text }) {
        return `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>\n`
      },
    },
  })
  // A wide table scrolls by itself, so that the page does not.
  const html = (marked.parse(markdown) as string)
    .replaceAll('<table>', '<div class="wide" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>')
  return { html, headings }
}

/** Where a link leads here. What the installation does not serve, such as the source, is no link. */
function addressOf(href: string, guides: readonly Guide[]): string | null {
  if (href.startsWith('#') || /^https?:/.test(href)) return href
  const [, name = '', anchor = ''] = /^([\w-]+)\.md(#.*)?$/.exec(href) ?? []
  if (name === 'index') return `/docs/guides${anchor}`
  return name === 'errors' || guides.some((guide) => guide.name === name) ? `/docs/${name}${anchor}` : null
}

/** The parts of a guide between its headings, for the search. */
export function sectionsOf(guide: Guide): Section[] {
  const anchorOf = anchors()
  const sections: Section[] = [{ guide, anchor: '', heading: guide.title, text: '' }]
  for (const token of new Marked().lexer(guide.markdown)) {
    if (token.type === 'heading') {
      const text = plainText((token as Tokens.Heading).tokens)
      const anchor = anchorOf(text)
      if ((token as Tokens.Heading).depth > 1) sections.push({ guide, anchor, heading: text, text: '' })
    } else if (token.type !== 'html') {
      const section = sections.at(-1)
      if (section) section.text += `${plainText([token])} `
    }
  }
  return sections
}

/** Names headings as code hosts do, so that the same links work there and here. */
function anchors(): (text: string) => string {
  const used = new Map<string, number>()
  return (text) => {
    const anchor = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-')
    const count = used.get(anchor) ?? 0
    used.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  }
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'table') {
        const { header, rows } = token as Tokens.Table
        return [header, ...rows].map((row) => row.map((cell) => plainText(cell.tokens)).join(' ')).join(' ')
      }
      if (token.type === 'list')
        return (token as Tokens.List).items.map((item) => plainText(item.tokens)).join(' ')
      if ('tokens' in token && token.tokens) return plainText(token.tokens)
      return 'text' in token ? String(token.text) : ''
    })
    .join('')
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
