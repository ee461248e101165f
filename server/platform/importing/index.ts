import { defineModule } from '../kernel/module.ts'
import * as configureImport from './configure-import.ts'
import * as imports from './import.ts'
import * as importSteps from './import-steps.ts'
import * as problemList from './problem-list.ts'
import * as retention from './retention.ts'
import { importWork } from './worker.ts'

export { defineImport, type Importer, type ImportRow, type ImportScope, type Preset } from './kind.ts'
export { optional, required } from './mapping.ts'
export { idNamed } from './named.ts'
export { earlierRow } from './row-fault.ts'

export const importing = defineModule({
  name: 'imports',
  title: 'Imports',
  summary: 'CSV files: detection, mapping, a trial and the run.',
  core: true,
  sessionArea: ['/api/integrations'],
  parts: [imports, configureImport, importSteps, problemList, retention],
  start: (services) => importWork(services).start(),
})
