import { defineFixtures } from '../../testing/fixtures.ts'

export default defineFixtures({
  of: ['records'],
  prepared: {
    async getRecordPage({ made, next }) {
      const { id } = await made('/api/projects', { name: `Survey ${next()}` })
      return { path: `/api/v1/record-pages/${id}` }
    },
  },
})
