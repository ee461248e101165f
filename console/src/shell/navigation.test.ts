import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldersOf } from './folders.ts'
import { entriesOf, isSectionOpen, pageAt, pagesIn, tabsOf } from './navigation.ts'
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
  const titles = [
    { title: 'people', pages: [people] },
    { title: 'people/records', pages: [records] },
  ]
  assert.deepEqual(tabsOf(people, pages), titles)
  assert.deepEqual(tabsOf(records, pages), titles)
  assert.deepEqual(tabsOf(today, pages), [])
  assert.deepEqual(tabsOf(security, pages), [])
})

test('pages that share a tab stand behind it, and one that is left of them keeps its own name', () => {
  const ledger = page('money/ledger', { under: 'money', tab: 'Reports' })
  const ageing = page('money/ageing', { under: 'money', tab: 'Reports' })
  const money = page('money')
  assert.deepEqual(tabsOf(money, [money, ledger, ageing]), [
    { title: 'money', pages: [money] },
    { title: 'Reports', pages: [ledger, ageing] },
  ])
  assert.deepEqual(tabsOf(ageing, [money, ageing])[1], { title: 'money/ageing', pages: [ageing] })
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

test('a path that pages stand below is a folder unless it is a page, and holds the pages of the sidebar', () => {
  const ledger = page('money/ledger')
  const row = page('money/ledger/rows/$id', { group: undefined } as never)
  const all = [ledger, row, page('people/new', { aliases: ['people'] })]
  assert.deepEqual(foldersOf(all), ['money', 'money/ledger/rows'])
  assert.deepEqual(pagesIn('money', all), [ledger])
  assert.deepEqual(pagesIn('money/ledger/rows', all), [])
})
