import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { docsDirectory, readGuides, renderGuide } from './guide.ts'

const app = await testApp()
const anybody = client(app.origin)
const guides = readGuides()

test('every guide is served as a page and as Markdown, and needs no script and nothing from elsewhere', async () => {
  assert.ok(guides.length > 20 && guides.some(({ name }) => name === 'webhooks'))
  assert.equal(guides[0]?.name, 'guides', 'the first one names all')
  for (const { name, title, markdown } of guides) {
    const page = await anybody.get(`/docs/${name}`)
    assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html; charset=utf-8'], name)
    assert.match(page.text, /<title>[^<]+ · Apron<\/title>/)
    assert.doesNotMatch(page.text, /<script|<!-- |(?:src|action)="(?!\/docs\/)/, name)
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'self'/)
    const source = await anybody.get(`/docs/${name}.md`)
    assert.deepEqual([source.status, source.text], [200, markdown], title)
    const again = await anybody.get(`/docs/${name}`, { 'if-none-match': page.headers.get('etag') ?? '' })
    assert.deepEqual(
      [again.status, again.headers.get('content-security-policy')],
      [304, null],
      'a policy here would replace the one of the page that the browser has kept',
    )
  }
})

test('every link of a guide leads somewhere, to the very heading', async () => {
  const pages = new Map<string, string>()
  const pageAt = async (path: string) => {
    if (!pages.has(path)) {
      const { status, text } = await anybody.get(path)
      assert.equal(status, 200, path)
      pages.set(path, text)
    }
    return pages.get(path) ?? ''
  }
  const broken: string[] = []
  for (const guide of guides) {
    const { html } = renderGuide(guide, guides)
    for (const [, address = ''] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
      if (/^https?:/.test(address)) continue
      const [path, anchor] = new URL(address, `${app.origin}/docs/${guide.name}`).href
        .slice(app.origin.length)
        .split('#')
      const text = await pageAt(path ?? '')
      if (anchor !== undefined && !text.includes(`id="${anchor}"`)) broken.push(`${guide.name}: ${address}`)
    }
  }
  assert.deepEqual(broken, [])
})

test('a guide shows code as it is written, its tables in a frame, and its pictures', async () => {
  const { text } = await anybody.get('/docs/webhooks')
  assert.ok(text.includes('if (!(age &lt;= toleranceSeconds)) return false'))
  assert.match(text, /<div class="wide" tabindex="0"><table>/)
  const picture = await fetch(`${app.origin}/docs/images/rotation.png`)
  assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/png'])
  const bytes = readFileSync(join(docsDirectory, 'images/rotation.png'))
  assert.ok(Buffer.from(await picture.arrayBuffer()).equals(bytes))
})

test('the search finds the section that has all words, and repeats a query only as text', async () => {
  const found = await anybody.get('/docs/guides?q=verify+signature')
  assert.equal(found.status, 200)
  assert.match(found.text, /<li><a href="\/docs\/webhooks#verify-the-signature">/)
  assert.match(found.text, /<mark>signature<\/mark>/i)
  const none = await anybody.get('/docs/guides?q=zeppelin')
  assert.match(none.text, /No guide has all of these words/)
  const hostile = '"><script>alert(1)</script>'
  const repeated = await anybody.get(`/docs/guides?q=${encodeURIComponent(hostile)}`)
  assert.ok(!repeated.text.includes('<script'))
  assert.equal((await anybody.get(`/docs/guides?q=${'(a+)+'.repeat(2_000)}&q=b`)).status, 200)
  assert.equal((await anybody.get('/docs/nothing')).status, 404)
})

test('the reference and the guide for language models say where the guides are, and how a webhook is verified', async () => {
  const { body } = await anybody.get('/api/openapi.json')
  assert.equal(body.externalDocs.url, '/docs/guides')
  assert.match(body.info.description, /\]\(\/docs\/guides\)/)
  const { text } = await anybody.get('/llms.txt')
  for (const { name } of guides) assert.ok(text.includes(`(/docs/${name}.md)`), name)
  assert.match(text, /webhook-timestamp/)
  assert.match(text, /def verify\(raw_body/)
})
