import { defineModule } from '../kernel/module.ts'
import * as work from './export-work.ts'
import { exportWork } from './export-work.ts'
import * as workspaceExport from './workspace-export.ts'

export const workspaceExports = defineModule({
  name: 'exports',
  title: 'Exports',
  summary: 'A whole workspace as one archive, for another installation.',
  core: true,
  adminEffect: 'exports',
  sessionArea: ['/api/v1/workspace/exports'],
  parts: [workspaceExport, { purgeExports: work.purgeExports }],
  start: (services) => exportWork(services).start(),
})
