import { test } from 'node:test'
import { billed } from '#modules/finance/testing/billing.ts'
import { issueAtOnce } from '#modules/finance/testing/issue-at-once.ts'
import { testApp } from '#platform/testing/app.ts'

const app = await testApp()

test('500 issues by 20 clients, 50 of which fail after they took a number, leave no gap and no duplicate', {
  timeout: 3_600_000,
}, async (t) => {
  await issueAtOnce(app, await billed(t, app), { issues: 500, failing: 50, clients: 20 })
})
