import { defineModule } from '../kernel/operation.ts'
import { getRecordPage } from './record-page.ts'
import { searchRecords } from './search.ts'

/** What goes for records of every kind: finding one, and the page that shows it. */
export const records = defineModule({
  name: 'records',
  title: 'Records',
  core: true,
  operations: [searchRecords, getRecordPage],
})
