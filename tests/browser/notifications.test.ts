import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordEvent } from '#platform/events/record.ts'
import { newId } from '#platform/kernel/id.ts'
import { notify } from '#platform/notifications/notify.ts'
import { receiver } from '#platform/webhooks/testing/receiver.ts'
import { goTo, openConsole, signUp } from './browser.ts'

test('notifications work: the bell, a channel with its test, and a rule with its preview', async (t) => {
  const console = await openConsole()
  const { page, app, errors, picture } = console
  const hook = await receiver(t)
  await signUp(page, { name: 'Olive Owner', workspace: 'Front Range Flying' })
  const [{ uuid, org, user } = { uuid: '', org: '', user: '' }] = await app.sql<{
    uuid: string
    org: string
    user: string
  }>(
    'select m.workspace_id as uuid, w.id as org, m.user_id as user from members m join workspaces w using (workspace_id)',
  )
  const notifyOwner = async (title: string, severity: 'info' | 'critical') => {
    await app.services.database.system(
      (tx) =>
        notify(tx, {
          workspaceUuid: uuid,
          userIds: [user],
          title,
          body: 'Oil leak at the left magneto, found on the walk-round.',
          path: '/aircraft',
          severity,
        }),
      { workspaceId: uuid },
    )
    app.services.live.nudge(uuid)
  }

  // The bell updates without a reload.
  const bell = page.getByRole('button', { name: /^Notifications/ })
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor()
  await notifyOwner('N123AB is grounded', 'critical')
  await page.getByRole('button', { name: 'Notifications, 1 unread' }).waitFor()
  await notifyOwner('The board was changed', 'info')
  await page.getByRole('button', { name: 'Notifications, 2 unread' }).click()
  const panel = page.getByRole('dialog', { name: 'Notifications' })
  await panel.getByText('N123AB is grounded').waitFor()
  await picture('bell')
  await panel.getByRole('button', { name: 'Mark as read: The board was changed' }).click()
  await page.getByRole('button', { name: 'Notifications, 1 unread' }).waitFor()
  await panel.getByRole('link', { name: 'N123AB is grounded' }).click()
  await page.getByRole('heading', { name: 'Aircraft', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor()

  // A channel, and the delivery of its test.
  await page.goto(`${page.url().replace(/\/aircraft.*/, '')}/settings/notifications`)
  await page.getByText('Console: account owner, admin').first().waitFor()
  await picture('channels')
  await page.getByRole('button', { name: 'New channel' }).click()
  await page
    .getByRole('textbox', { name: 'Type' })
    .or(page.getByLabel('Type', { exact: true }))
    .first()
    .click()
  await page.getByRole('option', { name: 'Slack' }).click()
  await page.getByLabel('Name', { exact: true }).fill('#dispatch')
  await page.getByLabel('Slack workspace').fill('acme')
  await page.getByLabel('Slack channel').fill('C01234567')
  await page.getByLabel('Incoming-webhook URL').fill('https://10.0.0.7/services/x')
  await page.getByRole('button', { name: 'Create channel' }).click()
  await page
    .getByText(/names 10\.0\.0\.7, a private address/i)
    .first()
    .waitFor()
  await picture('channel-refused')
  await page.getByLabel('Incoming-webhook URL').fill(hook.url)
  await page.getByRole('button', { name: 'Create channel' }).click()
  await page.getByRole('heading', { name: '#dispatch', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Send test' }).click()
  await page.getByRole('status').getByText('Delivered').waitFor()
  assert.match((await hook.has(1))[0]?.body ?? '', /Test of the channel #dispatch/)
  await picture('channel')
  await page.getByRole('link', { name: 'Open delivery' }).click()
  await page.getByText(/Body as sent/).waitFor()
  assert.ok(!(await page.content()).includes('/hook'))
  await picture('delivery')

  // A rule, with the preview of how often it would have fired.
  const approved = app.services.eventTypes.find((eventType) => eventType.type === 'flight.approved')
  if (!approved) throw new Error('nothing emits flight.approved')
  await app.services.database.system(
    async (tx) => {
      for (const label of ['N123AB KFNL–KGXY', 'N123AB KGXY–KFNL'])
        await recordEvent(
          tx,
          {
            type: approved,
            subject: { type: 'flight', id: newId('flt'), label },
            data: { status: 'approved' },
          },
          {
            workspaceId: org,
            actor: { type: 'system', id: null, name: 'Test' },
            request: null,
            now: new Date(),
          },
        )
    },
    { workspaceId: uuid },
  )
  await goTo(console, 'Settings', 'Notifications')
  await page.getByRole('tab', { name: 'Rules' }).click()
  await page.getByText('API keys that expire').waitFor()
  await picture('rules')
  await page.getByRole('button', { name: 'New rule' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name', { exact: true }).fill('Approved flights')
  await form
    .getByRole('textbox', { name: 'Event' })
    .or(form.getByRole('combobox', { name: 'Event' }))
    .first()
    .fill('flight.approved')
  await page.getByRole('option', { name: 'flight.approved', exact: true }).click()
  await form.getByText('Would have fired 2 times in the last 7 days').waitFor()
  await form.getByLabel('How many', { exact: true }).fill('2')
  await form.getByText('Would have fired once in the last 7 days').waitFor()
  await form.getByLabel('#dispatch (Slack)').check()
  await picture('rule')
  await page.getByRole('button', { name: 'Create rule' }).click()
  await page.getByRole('button', { name: 'Approved flights', exact: true }).waitFor()
  await page.getByRole('tab', { name: 'Delivery log' }).click()
  await page.getByRole('link', { name: 'notification.test' }).waitFor()
  await picture('log')

  // A rule is changed. A channel is renamed, turned off and deleted, which turns off its rule.
  await page.getByRole('tab', { name: 'Rules' }).click()
  await page.getByRole('button', { name: 'Approved flights', exact: true }).click()
  await form.getByLabel('Name', { exact: true }).fill('Flights approved')
  await form.getByRole('button', { name: 'Save rule' }).click()
  await page.getByRole('button', { name: 'Flights approved', exact: true }).waitFor()
  await page.getByRole('tab', { name: 'Channels' }).click()
  await page.getByRole('link', { name: '#dispatch' }).click()
  const menu = async (what: string) => {
    await page.getByRole('main').getByRole('button', { name: 'More actions' }).first().click()
    await page.getByRole('menuitem', { name: what }).click()
  }
  await menu('Edit channel')
  await form.getByLabel('Name', { exact: true }).fill('#ramp')
  await form.getByRole('button', { name: 'Save channel' }).click()
  await page.getByRole('heading', { name: '#ramp', level: 1 }).waitFor()
  await menu('Turn off')
  await page.getByText('This channel is off').first().waitFor()
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByText('Channel is on').waitFor()
  await menu('Delete channel')
  await form.getByRole('button', { name: 'Delete channel' }).click()
  await page.getByText('Channel deleted').waitFor()
  await page.getByRole('tab', { name: 'Rules' }).click()
  await page.getByRole('row', { name: /Flights approved.*Off/ }).waitFor()
  await page.getByRole('button', { name: 'Actions for Flights approved' }).click()
  await page.getByRole('menuitem', { name: 'Delete rule' }).click()
  await form.getByRole('button', { name: 'Delete rule' }).click()
  await page.getByText('Rule deleted').waitFor()

  // Notification preferences.
  await page.goto(`${page.url().replace(/\/settings.*/, '')}/account/notifications`)
  await page.getByLabel('Medium: by email').check()
  await page.getByRole('button', { name: 'Save preferences' }).click()
  await page.getByText('Preferences saved').waitFor()
  await picture('mine')
  await page.reload()
  assert.equal(await page.getByLabel('Medium: by email').isChecked(), true)

  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 740 })
  await picture('mine-phone')
  await page.goto(`${page.url().replace(/\/account.*/, '')}/settings/notifications?view=rules`)
  await page.getByText('API keys that expire').first().waitFor()
  await picture('rules-phone')
  await page.getByText('API keys that expire').first().click()
  await page.getByText(/Would (not )?have fired/).waitFor()
  await picture('rule-phone')
  await page.keyboard.press('Escape')
  await bell.click()
  await page.getByRole('link', { name: 'All notifications' }).waitFor()
  await picture('bell-phone')
  assert.deepEqual(errors, [])
})
