import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type XmlElement, xmlTree } from '#platform/kernel/xml.ts'
import { brokenRules, en16931Rules } from '#rules/en16931/check.ts'
import { documentIn, readUbl } from './read-ubl.ts'
import { writeUbl } from './write-ubl.ts'

// The tests of the European Commission for these rules, and its whole invoices. They are not part of this project.
const data = join(import.meta.dirname, '../../../../shared/data/ubl-en16931')
const skip = existsSync(data) ? false : `there is no ${data}`
const filesIn = (folder: string) =>
  readdirSync(join(data, folder)).map((name) => ({
    name,
    text: readFileSync(join(data, folder, name), 'utf8'),
  }))

interface Fragment {
  name: string
  expected: { rule: string; holds: boolean }[]
  broken: Set<string>
}

function fragmentsOf(name: string, text: string): Fragment[] {
  return xmlTree(text)
    .children.filter((child) => child.name === 'test')
    .map((fragment, index) => {
      const isRoot = ({ name: tag }: XmlElement) => tag === 'Invoice' || tag === 'CreditNote'
      const root = fragment.children.find(isRoot)
      assert.ok(root, name)
      const asserts = fragment.children.find((child) => child.name === 'assert')?.children ?? []
      return {
        name: `${name} #${index + 1}`,
        expected: asserts
          .filter((entry) => ['success', 'error', 'warning'].includes(entry.name))
          .map((entry) => ({ rule: entry.text, holds: entry.name === 'success' })),
        broken: new Set(brokenRules(documentIn(root)).map(({ id }) => id)),
      }
    })
}

test('every rule agrees with every fragment that the European Commission tests it with', { skip }, (t) => {
  const fragments = filesIn('invoice-unit').flatMap(({ name, text }) => fragmentsOf(name, text))
  const known = new Set(en16931Rules.map(({ id }) => id))
  const wrong: string[] = []
  const [named, covered] = [new Set<string>(), new Set<string>()]
  for (const { name, expected, broken } of fragments)
    for (const { rule, holds } of expected) {
      named.add(rule)
      if (!known.has(rule)) continue
      covered.add(rule)
      if (broken.has(rule) === holds)
        wrong.push(`${name}: ${rule} ${holds ? 'should hold' : 'should not hold'}`)
    }
  t.diagnostic(`${covered.size} of ${named.size} rules over ${fragments.length} fragments`)
  assert.deepEqual(wrong, [])
  assert.deepEqual(
    [...named].filter((rule) => !covered.has(rule)),
    [],
  )
})

test('whole invoices of the European Commission pass, and come out again as they came in', { skip }, () => {
  for (const { name, text } of filesIn('examples')) {
    const invoice = readUbl(text)
    assert.deepEqual(
      brokenRules(invoice).map(({ id, text: words }) => `${id} ${words}`),
      [],
      name,
    )
    assert.deepEqual(readUbl(writeUbl(invoice)), invoice, name)
  }
})
