import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordKinds } from '#platform/kernel/record-kind.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { foldersOf } from '../../console/src/shell/folders.ts'
import { consolePaths } from '../console-paths.ts'
import { recordOfEachKind } from '../record-of-each-kind.ts'
import { openConsole } from './browser.ts'

test('a link to a record of any kind opens its page, no wider than a phone, and each folder of addresses a page in it', async () => {
  const { app, page, errors, picture } = await openConsole()
  const space = await workspace(undefined, app)
  const ids = await recordOfEachKind(space)
  const { email } = (await space.owner.get('/api/v1/auth/session')).data.user
  await page.goto(`${app.origin}/app/`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill('three quiet herons')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Today' }).waitFor()

  const failures: string[] = []
  const missing = page.getByRole('heading', {
    name: /^(Not found|This could not be loaded|Your roles do not)/,
  })
  await page.setViewportSize({ width: 360, height: 780 })
  const checkWidth = async () => {
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    if (over > 0) failures.push(`${page.url()} is ${over} px wider than a phone`)
  }
  // Like a click on a link: without loading the console again.
  const go = (path: string) =>
    page.evaluate(
      `history.pushState(null, '', '/app/${space.slug}/${path}'); dispatchEvent(new PopStateEvent('popstate'))`,
    )
  for (const { name, page: recordPage } of recordKinds()) {
    const recordId = ids.get(name)
    if (recordId === undefined || recordPage === 'none') continue
    await go(`open/${recordId}`)
    await page
      .waitForURL((url) => !url.pathname.includes('/open/'), { timeout: 30_000 })
      .catch(() => failures.push(`${name} stays at ${page.url()}`))
    await page.locator('main h1').first().waitFor()
    if (await missing.count())
      failures.push(`${name}: ${page.url()} says ${await missing.first().innerText()}`)
    await checkWidth()
    await picture(`open-${name}`)
  }
  const { paths, aliases } = consolePaths()
  const folders = foldersOf(
    paths.filter((path) => !path.startsWith('/')).map((path) => ({ path, aliases })),
  ).filter((folder) => !folder.includes('$'))
  assert.ok(folders.includes('finance') && folders.includes('settings'))
  for (const folder of folders) {
    await go(folder)
    await page
      .waitForURL((url) => url.pathname !== `/app/${space.slug}/${folder}`, { timeout: 30_000 })
      .catch(() => failures.push(`${folder} stays`))
    await page.locator('main h1').first().waitFor()
    if (await missing.count()) failures.push(`${folder} leads to ${page.url()}, which is missing`)
  }
  assert.deepEqual(failures, [])
  assert.deepEqual(errors, [])
})
