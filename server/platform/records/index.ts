import { defineModule } from '../kernel/module.ts'
import * as recordPage from './record-page.ts'
import * as search from './search.ts'

/** What goes for records of every kind: finding one, and the page that shows it. */
export const records = defineModule({
  name: 'records',
  title: 'Records',
  summary: 'Search over all kinds of records.',
  core: true,
  parts: [search, recordPage],
})
