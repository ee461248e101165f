import { defineModule } from '../kernel/operation.ts'
import { createImport, getImport, listImports } from './import.ts'
import { cancelImport, configureImport, runImport } from './import-steps.ts'
import { getImportResult, listImportProblems, previewImport } from './problem-list.ts'
import { importFiles, importRuns } from './retention.ts'
import { importWork } from './worker.ts'

export { defineImport, type Importer, type ImportRow, type ImportScope } from './kind.ts'
export { optional, required } from './mapping.ts'
export { earlierRow } from './row-fault.ts'

export const importing = defineModule({
  name: 'imports',
  title: 'Imports',
  core: true,
  sessionArea: ['/api/integrations'],
  operations: [
    createImport,
    listImports,
    getImport,
    configureImport,
    runImport,
    cancelImport,
    listImportProblems,
    previewImport,
    getImportResult,
  ],
  start: (services) => importWork(services).start(),
  extensions: [importRuns, importFiles],
})
