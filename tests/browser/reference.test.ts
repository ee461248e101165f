import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openConsole } from './browser.ts'

test('the reference works under its policy: it loads the schema, and nothing of elsewhere', async () => {
  const { page, app, errors } = await openConsole()
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(app.origin) && !/^(data|blob):/.test(request.url()))
      elsewhere.push(request.url())
  })
  for (const path of ['/', '/docs', '/docs/errors']) {
    const response = await page.goto(app.origin + path)
    const policy = (await response?.allHeaders())?.['content-security-policy'] ?? ''
    assert.match(policy, /script-src 'self'/)
    assert.doesNotMatch(policy, /unsafe-eval|script-src[^;]*unsafe-inline/)
    assert.match((await response?.text()) ?? '', /<title>[^<]*Apron/)
    // Again: the browser keeps the page, and asks whether it has changed.
    await page.goto(app.origin + path)
    // The explorer draws every operation, which takes a busy machine a while.
    if (path !== '/docs/errors')
      await page.getByText('Get setup status').first().waitFor({ timeout: 120_000 })
  }
  assert.deepEqual(elsewhere, [])
  assert.deepEqual(errors, [])
})
