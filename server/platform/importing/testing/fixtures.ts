import { defineFixtures } from '../../testing/fixtures.ts'
import type { ImportKind } from '../kind.ts'

export default defineFixtures({
  of: ['imports'],
  examples: ({ app }) => ({
    kind: () => app.services.extensions<ImportKind>('import')[0]?.name,
    filename: () => 'rows.csv',
  }),
  refusedAlone: ['runImport', 'runImport run', 'runImport resume'],
})
