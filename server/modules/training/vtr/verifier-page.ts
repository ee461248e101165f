const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:8vh auto;padding:0 1rem;color:#1a2027;background:#fff}
h1{font-size:1.3rem}h2{font-size:1.6rem;margin:0}section{border:2px solid #d9dee4;border-radius:8px;padding:1.2rem;margin:1.5rem 0}
.good{border-color:#17653a;background:#e7f5ec}.bad{border-color:#a61b1b;background:#fdeeee}.unsure{border-color:#804a00;background:#fff3dd}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem;margin:1rem 0 0}dt{color:#57616c}dd{margin:0;overflow-wrap:anywhere}
textarea{width:100%;height:8rem;box-sizing:border-box;font:13px monospace}button{font:inherit;padding:.5rem 1rem}
@media(prefers-color-scheme:dark){body{background:#14181c;color:#e8ecef}section{border-color:#3a434c}.good{background:#0f3020}.bad{background:#3a1414}.unsure{background:#33240a}dt{color:#a8b3bd}}`

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '')

/** A page without anything from elsewhere. */
export function plainPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>${body}</main></body></html>
`
}

/** What people read first: one word, in a color that goes with it. */
export const headings: Readonly<Record<string, [tone: string, heading: string]>> = {
  verified: ['good', 'Verified'],
  revoked: ['bad', 'Revoked'],
  superseded: ['unsure', 'Superseded'],
  integrity_mismatch: ['bad', 'Changed: do not trust it'],
  status_unknown: ['unsure', 'Unchanged, but its status is not known'],
}

/** The form that takes a pack, and the script that shows the verdict. It calls `verify(text)` and `inWords(at)`. */
export function packForm(verify: string): string {
  return `<form id="form"><p><label for="pack">Drop the pack here, or paste its text.</label></p>
<textarea id="pack"></textarea><p><input type="file" id="file" aria-label="Choose the pack" accept=".json,application/json"></p>
<button type="submit">Verify</button></form><div id="verdict" role="status"></div>
<script>
${verify}
const headings = ${JSON.stringify(headings)}
const byId = (id) => document.getElementById(id)
const element = (name, text, className) => {
  const made = document.createElement(name)
  made.textContent = text
  if (className) made.className = className
  return made
}
function show(verdict) {
  const [tone, heading] = headings[verdict.status] ?? ['bad', verdict.status]
  const section = element('section', '', tone)
  const list = document.createElement('dl')
  for (const [name, value] of [['Status', verdict.status + (verdict.part ? ' (' + verdict.part + ')' : '')],
    ['Record', verdict.title], ['Student', verdict.student], ['Issued by', verdict.issuer], ['Issued', verdict.issuedAt && inWords(verdict.issuedAt)],
    ['Key', verdict.publicKey]]) if (value) list.append(element('dt', name), element('dd', value))
  section.append(element('h2', heading), element('p', verdict.message), list)
  byId('verdict').replaceChildren(section)
}
async function judge(text) { show(await verify(text)) }
byId('form').addEventListener('submit', (event) => { event.preventDefault(); judge(byId('pack').value) })
byId('file').addEventListener('change', async (event) => {
  const [file] = event.target.files
  if (file) judge(await file.text())
})
addEventListener('dragover', (event) => event.preventDefault())
addEventListener('drop', async (event) => {
  event.preventDefault()
  const [file] = event.dataTransfer.files
  if (file) judge(await file.text())
})
</script>`
}

/** The page inside each pack: one file, and no network. */
export function verifierPage(code: string): string {
  return plainPage(
    'Verify a training record',
    `<h1>Verify a training record</h1>
<p>This page works without a network. Nothing leaves this machine.</p>
${packForm(`${code}\nconst verify = (text) => verifyPack(text)`)}`,
  )
}
