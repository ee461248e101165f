import { defineModule } from '../kernel/module.ts'
import * as logRetention from './log-retention.ts'
import * as preview from './preview.ts'
import * as purge from './purge.ts'

export { legalMinimum, retainedRows } from '../kernel/retained.ts'

export const retention = defineModule({
  name: 'retention',
  title: 'Log retention',
  summary: 'How long logs are kept.',
  core: true,
  adminEffect: 'loosens',
  parts: [logRetention, preview, purge],
})
