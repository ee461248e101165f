import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { workspace } from '#platform/testing/workspace.ts'

/** What a PDF of ours says: its text stands as numbers of glyphs, which a table of each font takes back to letters. */
function textOf(pdf: Buffer): string {
  const streams: string[] = []
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 1)) {
    if (pdf.subarray(at - 3, at).toString() === 'end') continue
    const end = pdf.indexOf('\nendstream', at)
    try {
      streams.push(inflateSync(pdf.subarray(at + 7, end)).toString('latin1'))
    } catch {
      // A stream that is no text.
    }
  }
  const fonts = streams
    .filter((stream) => stream.includes('beginbfrange'))
    .map((stream) => {
      const letters = new Map<string, string>()
      for (const [, from = '', list = ''] of stream.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g))
        for (const [index, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]*)>/g)].entries())
          letters.set(
            (Number.parseInt(from, 16) + index).toString(16).padStart(4, '0'),
            Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
          )
      return letters
    })
  // Which font a line is in is not followed: it makes words in one of them alone.
  return fonts
    .flatMap((letters) =>
      streams.flatMap((stream) =>
        [...stream.matchAll(/\[([^\]]*)\] TJ/g)].map(([, line = '']) =>
          [...line.matchAll(/<([0-9a-f]*)>/g)]
            .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
            .map((glyph) => letters.get(glyph) ?? '')
            .join(''),
        ),
      ),
    )
    .join('\n')
}

async function pdfOf(origin: string, path: string, authorization: string) {
  const answer = await fetch(origin + path, { headers: { authorization } })
  return { answer, pdf: Buffer.from(await answer.arrayBuffer()) }
}

test('the papers are PDFs with the name and the records of the workspace', async (t) => {
  const { owner, as, app } = await workspace(t)
  const executive = await as('executive', { roles: ['accountable_executive'] })
  const hazard = (
    await owner.post('/api/v1/safety/hazards', {
      title: 'Węgorz on the runway – again',
      consequence: 'A collision on take-off',
      category: 'ground_operations',
      owner: 'Łucja Λούλα, Юрий Đurić',
    })
  ).data
  await owner.post('/api/v1/safety/risk-assessments', { hazardId: hazard.id, severity: 'B', likelihood: 4 })
  await owner.post('/api/v1/safety/spis', {
    name: 'Unstable approaches',
    numerator: 'manual',
    denominator: 'hours',
    per: 1_000,
    period: 'quarter',
    direction: 'lower_is_better',
    watch: 1,
    warning: 2,
    critical: 5,
  })
  await owner.post('/api/v1/sms/investigations', { title: 'The fence' })
  await owner.post('/api/v1/sms/cpas', { kind: 'corrective', title: 'Repair the fence', priority: 'high' })
  const { name } = (await owner.get('/api/v1/admin/workspace')).data
  for (const [path, says] of [
    [
      '/api/v1/sms/board-report.pdf',
      [
        'At a glance',
        'New 1; open 1',
        'not closed 1; overdue 0',
        'Unstable approaches',
        'Too little flying to tell',
        '5.71(a)(3)',
      ],
    ],
    ['/api/v1/safety/risk-register.pdf', ['Węgorz on the', '4B Intolerable', 'Łucja', 'Λούλα', 'Юрий']],
    ['/api/v1/safety/indicators.pdf', ['Unstable approaches', 'Critical 5']],
    ['/api/v1/sms/compliance/evidence-package.pdf', ['Key personnel', 'Continuous improvement']],
  ] as const) {
    const { answer, pdf } = await pdfOf(app.origin, path, executive.authorization)
    assert.equal(answer.status, 200, path)
    assert.equal(answer.headers.get('content-type'), 'application/pdf')
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
    const text = textOf(pdf)
    for (const word of [name, ...says]) assert.ok(text.includes(word), `${path} says ${word}`)
  }
  const pilot = await as('pilot', { roles: ['pilot'] })
  assert.equal((await pilot.get('/api/v1/sms/board-report.pdf')).status, 403)
})
