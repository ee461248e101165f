import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pdfOf, textOf } from '#platform/paper/testing/pdf-text.ts'
import { workspace } from '#platform/testing/workspace.ts'

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
