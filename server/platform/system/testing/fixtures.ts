import { defineFixtures } from '../../testing/fixtures.ts'
import { ownInstallation } from '../../testing/own-installation.ts'
import { until } from '../../testing/until.ts'

const backups = '/api/system/backups'

/** A finished backup of an installation. */
async function backup() {
  const { owner, made } = await ownInstallation()
  const { id } = await made(backups)
  await until(
    () => owner.get(backups),
    ({ data }) =>
      data.some((one: { id: string; status: string }) => one.id === id && one.status === 'completed'),
    60_000,
  )
  return { caller: owner, path: `${backups}/${id}` }
}

export default defineFixtures({
  of: ['system'],
  examples: () => ({ maintenance_message: () => null }),
  prepared: {
    async downloadBackup() {
      const { caller, path } = await backup()
      return { path: `${path}/download`, caller }
    },
    deleteBackup: backup,
    async releaseOutgoing() {
      const { app, owner } = await ownInstallation()
      // As after a backup was restored.
      await app.sql('update installation set outgoing_held_since = now()')
      return { path: '/api/system/outgoing/release', caller: owner }
    },
    async setEntitlements() {
      const { id, owner } = await ownInstallation()
      return {
        path: `/api/system/workspaces/${id}/entitlements`,
        caller: owner,
        body: { tier: 'enterprise' },
      }
    },
  },
  refusedAlone: ['setEntitlements', 'deleteBackup', 'releaseOutgoing'],
})
