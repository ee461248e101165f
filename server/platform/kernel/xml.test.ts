import assert from 'node:assert/strict'
import { test } from 'node:test'
import { XmlFault, xmlTree } from './xml.ts'

test('a document is read with its texts, and without its prefixes, comments and entities of its own', () => {
  const root = xmlTree(
    '<?xml version="1.0"?><!-- a --><a:x xmlns:a="urn:a"><a:y n="1"> A &amp; B </a:y><y/><![CDATA[<z>]]></a:x>',
  )
  assert.deepEqual([root.name, root.text], ['x', '<z>'])
  assert.deepEqual(
    root.children.map(({ name, text, attributes }) => [name, text, attributes.trim()]),
    [
      ['y', 'A & B', 'n="1"'],
      ['y', '', ''],
    ],
  )
})

test('a document that is cut, crossed, too deep or of a type of its own is refused', () => {
  for (const [name, xml] of [
    ['nothing', ''],
    ['text', 'hello'],
    ['cut', '<a><b></b>'],
    ['crossed', '<a><b></a></b>'],
    ['closed twice', '<a></a></a>'],
    ['too deep', '<a>'.repeat(100) + '</a>'.repeat(100)],
    ['too long', `<a>${'<b/>'.repeat(2_000_000)}</a>`],
    ['entities', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ] as const)
    assert.throws(() => xmlTree(xml), XmlFault, name)
})
