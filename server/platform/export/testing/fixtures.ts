import { defineFixtures } from '../../testing/fixtures.ts'
import { until } from '../../testing/until.ts'

const exports = '/api/v1/workspace/exports'

export default defineFixtures({
  of: ['exports'],
  prepared: {
    // Of a small workspace: one export of each runs at a time.
    async downloadWorkspaceExport({ another }) {
      const { owner, made } = await another()
      const path = `${exports}/${(await made(exports)).id}`
      await until(
        () => owner.get(path),
        ({ data }) => data.status === 'completed',
        60_000,
      )
      return { path: `${path}/file`, caller: owner }
    },
  },
})
