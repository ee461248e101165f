import { escapeHtml, type Guide, renderGuide } from './guide.ts'
import type { Hit } from './guide-search.ts'

const style = `
:root{color-scheme:light dark;--line:light-dark(#d9dde3,#383d45);--soft:light-dark(#f4f6f8,#1c2026);--dim:light-dark(#505a66,#a3acb8);--link:light-dark(#0b5cad,#7cb8f5)}
*{box-sizing:border-box}
body{margin:0;font:16px/1.6 system-ui,sans-serif;background:light-dark(#fff,#13161a);color:light-dark(#1a1f26,#e4e8ed);overflow-wrap:anywhere}
a{color:var(--link)}
header{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:center;padding:.75rem 1rem;border-bottom:1px solid var(--line)}
header a{min-height:2rem;display:inline-flex;align-items:center}
header form{margin-left:auto;display:flex;gap:.5rem;flex:0 1 20rem}
input,button{font:inherit;padding:.35rem .7rem;border:1px solid var(--line);border-radius:6px;background:var(--soft);color:inherit;min-width:0}
input{flex:1}
.columns{display:grid;grid-template-columns:16rem minmax(0,46rem);gap:2rem;justify-content:center;padding:1rem}
nav ul{list-style:none;margin:0;padding:0}
nav li a{display:block;padding:.2rem .5rem;border-radius:6px;text-decoration:none}
nav a[aria-current]{background:var(--soft);font-weight:600;color:inherit}
nav ul ul{padding-left:.75rem;font-size:.9em}
h1{line-height:1.25}
h2,h3{line-height:1.3;margin-top:2em;scroll-margin-top:1rem}
:target{outline:2px solid var(--link);outline-offset:4px;border-radius:2px}
code{font:.875em ui-monospace,monospace;background:var(--soft);padding:.1em .3em;border-radius:4px}
pre{background:var(--soft);padding:.8rem 1rem;border-radius:8px;overflow-x:auto}
pre code{padding:0;overflow-wrap:normal}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.92em;overflow-wrap:normal}
th,td{border:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
img{max-width:100%;height:auto}
mark{background:light-dark(#ffe48a,#6b5a12);color:inherit}
.dim{color:var(--dim)}
@media (min-width:60rem){nav{order:-1}}
@media (max-width:60rem){.columns{grid-template-columns:minmax(0,1fr)}nav{border-top:1px solid var(--line);padding-top:1rem}header form{flex-basis:100%}}`

/** A guide as a page that needs no script. */
export function guidePage(guide: Guide, guides: readonly Guide[]): string {
  const { html, headings } = renderGuide(guide, guides)
  return page(guide.title, menu(guides, guide, headings), html, '')
}

/** The sections that a search has found. */
export function searchPage(query: string, hits: readonly Hit[], guides: readonly Guide[]): string {
  const items = hits.map(({ section: { guide, anchor, heading }, excerpt }) => {
    const title = heading === guide.title ? guide.title : `${guide.title}: ${heading}`
    const address = `/docs/${guide.name}${anchor === '' ? '' : `#${anchor}`}`
    return `<li><a href="${escapeHtml(address)}">${escapeHtml(title)}</a><p class="dim">${excerpt}</p></li>`
  })
  const found =
    hits.length === 0
      ? '<p>No guide has all of these words. The <a href="/">reference</a> has every operation, and the <a href="/docs/errors">list of errors</a> every code.</p>'
      : `<ol>${items.join('\n')}</ol>`
  const title = `Search: ${query}`
  return page(title, menu(guides, null, []), `<h1>${escapeHtml(title)}</h1>${found}`, query)
}

function menu(
  guides: readonly Guide[],
  current: Guide | null,
  headings: readonly { anchor: string; text: string }[],
): string {
  const parts = headings.map(({ anchor, text }) => `<li><a href="#${anchor}">${escapeHtml(text)}</a></li>`)
  const items = guides.map((guide) => {
    const isCurrent = guide === current
    const mark = isCurrent ? ' aria-current="page"' : ''
    const inner = isCurrent && parts.length > 0 ? `<ul>${parts.join('')}</ul>` : ''
    return `<li><a href="/docs/${guide.name}"${mark}>${escapeHtml(guide.title)}</a>${inner}</li>`
  })
  return `<ul>${items.join('\n')}<li><a href="/docs/errors">Errors</a></li></ul>`
}

function page(title: string, list: string, content: string, query: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Apron</title>
<link rel="icon" href="/favicon.ico">
<style>${style}</style>
</head>
<body>
<header>
<a href="/docs/guides"><strong>Apron guides</strong></a>
<a href="/">API reference</a>
<a href="/app/">Console</a>
<form action="/docs/guides" role="search">
<input type="search" name="q" value="${escapeHtml(query)}" maxlength="200" required aria-label="Search the guides" placeholder="Search the guides">
<button>Search</button>
</form>
</header>
<div class="columns">
<main>${content}</main>
<nav aria-label="Guides">${list}</nav>
</div>
</body>
</html>
`
}
