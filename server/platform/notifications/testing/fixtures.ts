import { defineFixtures } from '../../testing/fixtures.ts'
import { mailedToken } from '../../testing/mailed.ts'
import { ownInstallation } from '../../testing/own-installation.ts'

const recipients = '/api/notifications/recipients'

/** The link that a recipient of a channel gets, where mail can be sent. */
async function recipientLink() {
  const { app, made, anybody, next } = await ownInstallation()
  const recipient = `desk-${next()}@example.com`
  await made('/api/notifications/channels', {
    type: 'email',
    name: `Desk ${next()}`,
    config: { recipients: [recipient] },
  })
  return { caller: anybody, token: await mailedToken(app, recipient, 'confirm-recipient') }
}

export default defineFixtures({
  of: ['notifications'],
  examples: ({ app }) => ({
    event: () => app.services.eventTypes[0]?.type,
    config: () => ({ recipients: ['somebody@example.com'] }),
  }),
  prepared: {
    async getRecipientConfirmation() {
      const { caller, token } = await recipientLink()
      return { path: `${recipients}/${token}`, caller }
    },
    async confirmRecipient() {
      const { caller, token } = await recipientLink()
      return { path: `${recipients}/confirm`, caller, body: { token } }
    },
    async withdrawRecipient() {
      const { caller, token } = await recipientLink()
      return { path: `${recipients}/withdraw`, caller, body: { token } }
    },
  },
})
