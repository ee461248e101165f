import { defineModule } from '../kernel/module.ts'
import * as recordPage from './record-page.ts'
import * as search from './search.ts'

/** Operations over records of every kind: the search, and the page that shows a record. */
export const records = defineModule({
  name: 'records',
  title: 'Records',
  summary: 'Search over all kinds of records.',
  core: true,
  parts: [search, recordPage],
})
