import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startTestGithub } from '#modules/training/github/testing/github.ts'
import { goTo, openConsole, post, signUp } from './browser.ts'

test('a school teaches: a syllabus, a student, a lesson without a signal, its signature, and a record that anybody verifies', async (t) => {
  const console = await openConsole()
  const { page, app } = console
  await signUp(page, { name: 'Cleo Chief', workspace: 'Meadow School' })
  const session = await page.request.get(`${app.origin}/api/v1/auth/session`)
  const { user } = (await session.json()).data
  const base = '/api/v1/training'
  const teacher = await post(console, '/api/v1/ops/crew', {
    displayName: 'Cleo Chief',
    functions: ['instructor'],
    userId: user.id,
  })
  const learner = await post(console, '/api/v1/ops/crew', { displayName: 'Ada Holm', functions: ['student'] })
  const program = await post(console, `${base}/programs`, {
    code: 'PPL',
    title: 'Private pilot',
    authority: 'faa_141',
    chiefInstructorId: teacher.id,
  })

  await t.test('a ready syllabus becomes a draft, which is published', async () => {
    await goTo(console, 'Training', 'Programs')
    await page.getByRole('link', { name: 'PPL' }).click()
    await page.getByRole('button', { name: 'Use a ready syllabus' }).click()
    await page.getByRole('menuitem', { name: 'Private pilot (airplane)' }).click()
    await page.getByRole('heading', { name: 'PPL, revision 1' }).waitFor()
    await page.getByText('Slow flight and stalls').waitFor()
  })

  await t.test('its outline is edited by the keyboard and by drag, and published', async () => {
    await page.getByRole('button', { name: 'Edit syllabus' }).click()
    const titles = () =>
      page
        .locator('ol[data-level=stage] > li > div > div input[aria-label=Title]')
        .evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value))
    await page.getByRole('button', { name: 'Add stage', exact: true }).click()
    await page.getByLabel('Title').last().fill('Night')
    await page.getByRole('button', { name: 'Add lesson: Night' }).click()
    await page.getByLabel('Code').last().fill('N1')
    await page.getByLabel('Title').last().fill('Night landings')
    const before = await titles()
    assert.equal(before.at(-1), 'Night')
    await page.getByRole('button', { name: 'Move Night: press an arrow key' }).press('ArrowUp')
    assert.equal((await titles()).at(-2), 'Night')
    await page
      .getByRole('button', { name: 'Move Night: press an arrow key' })
      .dragTo(page.getByRole('button', { name: `Move ${before.at(-2)}: press an arrow key` }))
    assert.equal((await titles()).at(-1), 'Night')
    await console.picture('training-editor')
    await page.getByRole('button', { name: 'Save syllabus' }).click()
    await page.getByRole('cell', { name: 'N1 Night landings' }).waitFor()
    await page.getByRole('button', { name: 'Publish revision' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Publish revision' }).click()
    await page.getByText('Published', { exact: true }).first().waitFor()
    await console.picture('training-revision')
  })

  const revisions = await page.request.get(`${app.origin}${base}/programs/${program.id}/revisions`)
  const [revision] = (await revisions.json()).data.items
  const enrollment = await post(console, `${base}/enrollments`, {
    crewId: learner.id,
    revisionId: revision.id,
    primaryInstructorId: teacher.id,
  })
  await t.test(
    'a frozen revision is copied, and the copy shows what changes before it is published',
    async () => {
      await page.reload()
      await page.getByRole('button', { name: 'Make a new revision' }).click()
      await page.getByRole('heading', { name: 'PPL, revision 2' }).waitFor()
      await page.getByRole('button', { name: 'Edit syllabus' }).click()
      await page.getByRole('button', { name: 'Remove N1' }).click()
      await page.getByRole('button', { name: 'Save syllabus' }).click()
      await page.getByRole('button', { name: 'Publish revision' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('N1 Night landings').waitFor()
      await console.picture('training-publish')
      await dialog.getByRole('button', { name: 'Publish revision' }).click()
      await page.getByText('Published', { exact: true }).first().waitFor()
    },
  )

  const lessonPosts: string[] = []
  page.on('response', (response) => {
    if (response.request().method() === 'POST' && response.url().endsWith('/training/lessons'))
      lessonPosts.push(String(response.status()))
  })

  await t.test(
    'a lesson that is graded on a phone without a signal survives a reload and is sent once',
    async () => {
      await page.setViewportSize({ width: 360, height: 800 })
      const { pathname } = new URL(page.url())
      const slug = pathname.split('/')[2]
      await page.goto(`${app.origin}/app/${slug}/training/lessons/new?enrollment=${enrollment.id}`)
      await page.getByRole('combobox', { name: 'Lesson', exact: true }).click()
      await page.getByRole('option', { name: 'P1 The airplane and its cockpit' }).click()
      const grade = page.getByRole('button', { name: 'P1.A: Alone' })
      await grade.waitFor()
      await page.context().setOffline(true)
      await page.getByLabel('Ground').fill('90')
      await grade.click()
      await page.getByRole('button', { name: 'Save lesson' }).click()
      await page.getByRole('heading', { name: 'Waiting for a signal' }).waitFor()
      await console.picture('training-lesson-waiting')
      // The page can be loaded again, and the lesson still cannot be sent.
      await page.route('**/api/v1/training/lessons', (route) =>
        route.request().method() === 'POST' ? route.abort() : route.continue(),
      )
      await page.context().setOffline(false)
      await page.reload()
      await page.getByText('Ada Holm P1').waitFor()
      await page.getByRole('button', { name: 'Send now' }).waitFor()
      await page.unroute('**/api/v1/training/lessons')
      await page.evaluate(`dispatchEvent(new Event('online'))`)
      await page.getByText('Ada Holm P1 sent').waitFor()
      await page.getByRole('heading', { name: 'Waiting for a signal' }).waitFor({ state: 'detached' })
      assert.deepEqual(lessonPosts, ['201'])
    },
  )

  await t.test('it is signed after the identity was confirmed', async () => {
    await app.sql(`update sessions set authenticated_at = now() - interval '2 hours'`)
    await page.getByRole('button', { name: 'Open and sign' }).click()
    await page.getByRole('button', { name: 'Sign lesson record' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Password').fill('three quiet herons')
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('I certify that Cleo Chief gave this training').waitFor()
    await console.picture('training-lesson-signed')
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByRole('link', { name: 'Ada Holm, PPL' }).click()
    await page.getByRole('heading', { name: 'Ada Holm, Private pilot' }).waitFor()
    await page.getByText('Done', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Sign off P1.A' }).click()
    await page.getByText('Item signed off').waitFor()
    await console.picture('training-student')
  })

  await t.test(
    'a sign-off is revoked with a reason, and the student migrates after the mapping was shown',
    async () => {
      await page.getByRole('button', { name: 'Revoke P1.A' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Reason').fill('Signed for the wrong student')
      await dialog.getByRole('button', { name: 'Revoke' }).click()
      await page.getByText('Sign-off revoked').waitFor()
      await page.getByRole('button', { name: /^Sign off P1.A/ }).click()
      await page.getByText('Item signed off').first().waitFor()
      await page.getByRole('button', { name: 'More actions' }).first().click()
      await page.getByRole('menuitem', { name: 'Migrate' }).click()
      await dialog.getByRole('combobox', { name: 'Revision' }).click()
      await page.getByRole('option', { name: 'PPL, revision 2' }).click()
      await dialog.getByText(/sign-off items follow/).waitFor()
      await console.picture('training-migrate')
      await dialog.getByRole('button', { name: 'Migrate student' }).click()
      await page.getByText('Student migrated').waitFor()
    },
  )

  await t.test(
    'an endorsement is given from its template, and stands in the record of the instructor',
    async () => {
      await goTo(console, 'Training', 'Endorsements')
      await page.getByRole('button', { name: 'Give endorsement' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('combobox', { name: 'Student' }).fill('Ada')
      await page.getByRole('option', { name: 'Ada Holm' }).click()
      await dialog.getByRole('combobox', { name: 'Endorsement' }).fill('A.6')
      await page
        .getByRole('option', { name: /^A\.6 / })
        .first()
        .click()
      const types = dialog.getByLabel('Types')
      if (await types.isVisible()) await types.fill('C172')
      await console.picture('training-endorsement')
      await dialog.getByRole('button', { name: 'Sign endorsement' }).click()
      await page.getByText('Endorsement given').waitFor()
      await page.getByRole('link', { name: 'Cleo Chief' }).first().click()
      await page.getByRole('heading', { name: 'Record of Cleo Chief' }).waitFor()
      await page
        .getByText(/^A\.6 /)
        .first()
        .waitFor()
      await console.picture('training-instructor')
    },
  )

  await t.test('a repository of GitHub is connected, and its folders are chosen', async () => {
    const github = await startTestGithub()
    github.addRepository('heron/training', {
      'syllabi/bad.json': '{\n "program": 1\n}',
      'syllabi/note.txt': 'no syllabus',
      'manuals/handbook.txt': 'Handbook',
    })
    await goTo(console, 'Settings', 'Integrations')
    await page.getByRole('main').getByRole('link', { name: 'GitHub' }).click()
    await page.getByRole('button', { name: 'Connect GitHub' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Library')
    await dialog.getByLabel('Access token').fill(github.token)
    await dialog.getByLabel('Address of the API').fill(github.apiUrl)
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText('The secret of the webhook').waitFor()
    await console.picture('github-secret')
    await page.getByRole('button', { name: /stored/ }).click()
    await page.getByRole('heading', { name: 'Library' }).waitFor()
    await page.getByRole('button', { name: 'Choose folders' }).click()
    await dialog.getByRole('combobox', { name: 'Repository' }).click()
    await page.getByRole('option', { name: 'heron/training' }).click()
    for (const [field, folder] of [
      ['Folder of the syllabi', 'syllabi'],
      ['Folder of the manuals', 'manuals'],
    ] as const) {
      await dialog.getByRole('combobox', { name: field }).click()
      await page.getByRole('option', { name: folder, exact: true }).click()
    }
    await console.picture('github-choose')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('1 file refused').waitFor()
    await page.getByText(/line 2: program/).waitFor()
    await console.picture('github-connection')
    await page.setViewportSize({ width: 360, height: 800 })
    await console.picture('github-connection-360')
    await page.setViewportSize({ width: 1440, height: 900 })
    await goTo(console, 'Training', 'Documents')
    await page.getByRole('link', { name: 'handbook' }).waitFor()
    await page.goBack()
  })
  await goTo(console, 'Training', 'Enrollments')
  await page.getByRole('link', { name: 'Ada Holm' }).first().click()
  await page.getByRole('heading', { name: 'Ada Holm, Private pilot' }).waitFor()

  await t.test(
    'its record is issued, and its public page says that it is verified, and revoked afterwards',
    async () => {
      await page.getByRole('button', { name: 'More actions' }).first().click()
      await page.getByRole('menuitem', { name: 'Issue record' }).click()
      await page.getByRole('heading', { name: 'Transcript of Private pilot' }).waitFor()
      const address = await page.getByRole('link', { name: 'Public page' }).getAttribute('href')
      const examiner = await page.context().browser()?.newPage()
      assert.ok(examiner && address)
      await examiner.goto(`${app.origin}${address}`)
      await examiner.getByRole('heading', { name: 'Verified' }).waitFor()
      const pack = await (
        await page.request.get(`${app.origin}/api${base.slice(4)}/vtr/${address.split('/').at(-1)}/pack.json`)
      ).text()
      await examiner.goto(`${app.origin}/verify`)
      await examiner
        .getByLabel('Drop the pack here, or paste its text.')
        .fill(pack.replace('Ada Holm', 'Ada Helm'))
      await examiner.getByRole('button', { name: 'Verify' }).click()
      await examiner.getByText('integrity_mismatch (credential)').waitFor()
      // The page inside of the pack says the same, without a network.
      const folder = mkdtempSync(join(tmpdir(), 'apron-pack-'))
      t.after(() => rmSync(folder, { recursive: true }))
      writeFileSync(join(folder, 'verify.html'), JSON.parse(pack).verifier)
      await examiner.context().setOffline(true)
      await examiner.goto(`file://${join(folder, 'verify.html')}`)
      await examiner.getByLabel('Drop the pack here, or paste its text.').fill(pack)
      await examiner.getByRole('button', { name: 'Verify' }).click()
      await examiner.getByRole('heading', { name: 'Verified' }).waitFor()
      await examiner.context().setOffline(false)
      await page.getByRole('button', { name: 'More actions' }).first().click()
      await page.getByRole('menuitem', { name: 'Revoke' }).click()
      await page.getByRole('dialog').getByRole('textbox').fill('Issued to the wrong student')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /Revoke/ })
        .click()
      await page.getByText('Record revoked').waitFor()
      await examiner.goto(`${app.origin}${address}`)
      await examiner.getByRole('heading', { name: 'Revoked' }).waitFor()
      await examiner.getByText('Issued to the wrong student').first().waitFor()
    },
  )
  assert.deepEqual(
    console.errors.filter((text) => !/net::ERR|Failed to fetch|ERR_FAILED/.test(text)),
    [],
  )
})
