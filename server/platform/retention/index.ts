import { defineModule } from '../kernel/operation.ts'
import { getLogRetention, updateLogRetention } from './log-retention.ts'
import { previewLogRetention } from './preview.ts'
import { purgeWork } from './purge.ts'

export { legalMinimum, retainedRows } from '../kernel/retained.ts'

export const retention = defineModule({
  name: 'retention',
  title: 'Log retention',
  core: true,
  operations: [getLogRetention, updateLogRetention, previewLogRetention],
  periodic: [purgeWork],
})
