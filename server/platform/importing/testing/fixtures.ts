import { defineFixtures } from '../../testing/fixtures.ts'
import type { ImportKind } from '../kind.ts'
import { analyzed } from './try-import.ts'

export default defineFixtures({
  of: ['imports'],
  examples: ({ app }) => ({
    kind: () => app.services.extensions<ImportKind>('import')[0]?.name,
    filename: () => 'rows.csv',
  }),
  prepared: {
    async runImport({ owner, next }) {
      const { id } = await analyzed(owner, 'aircraft', `Registration,Type\nN${next()}RI,C172\n`)
      return { path: `/api/integrations/imports/${id}/run`, body: { goodRowsOnly: false } }
    },
  },
  refusedAlone: ['runImport', 'runImport run', 'runImport resume'],
})
