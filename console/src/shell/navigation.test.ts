import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entriesOf, isSectionOpen, pageAt, tabsOf } from './navigation.ts'
import type { Page } from './page.ts'

const load = () => Promise.reject(new Error('no page is loaded here'))
const page = (path: string, rest: Partial<Page> = {}): Page => ({
  path,
  title: path,
  load,
  group: 'people',
  ...rest,
})
const people = page('people')
const records = page('people/records', { under: 'people' })
const security = page('settings/security', { group: 'settings' })
const channels = page('settings/security/channels', { group: 'settings', under: 'settings/security' })
const today = page('', { group: 'today' })
const pages = [people, records, security, channels, today, page('people/$id', { group: undefined } as never)]

test('a path belongs to the most exact page of the sidebar', () => {
  assert.equal(pageAt('', pages), today)
  assert.equal(pageAt('people', pages), people)
  assert.equal(pageAt('people/crw_1/edit', pages), people)
  assert.equal(pageAt('people/records/cmp_1', pages), records)
  assert.equal(pageAt('peoples', pages), undefined)
})

test('a page and those below it are tabs of each other, except in the settings', () => {
  assert.deepEqual(tabsOf(people, pages), [people, records])
  assert.deepEqual(tabsOf(records, pages), [people, records])
  assert.deepEqual(tabsOf(today, pages), [])
  assert.deepEqual(tabsOf(security, pages), [])
})

test('one section is open: of the page, else of the choice, else of the role', () => {
  const open = (here: Page['group'], chosen: string | null, ...roles: string[]) =>
    (['safety', 'fbo'] as const).filter((section) => isSectionOpen(section, { here, chosen, roles }))
  assert.deepEqual(open('fbo', 'safety', 'safety_manager'), ['fbo'])
  assert.deepEqual(open('people', 'fbo', 'safety_manager'), ['fbo'])
  assert.deepEqual(open('people', 'none'), [])
  assert.deepEqual(open('people', null, 'staff'), ['fbo'])
  assert.deepEqual(open('people', null, 'staff', 'safety_manager'), ['safety'])
  assert.deepEqual(open(undefined, null, 'pilot'), ['safety'])
})

test('the sidebar has an entry for each page with its tabs, and the first tab that is allowed stands for it', () => {
  assert.deepEqual(entriesOf([people, records, today], pages), [people, today])
  const [entry] = entriesOf([records], pages)
  assert.deepEqual([entry?.path, entry?.menu], ['people/records', 'people'])
})
