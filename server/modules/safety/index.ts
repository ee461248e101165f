import { defineModule } from '#platform/operation.ts'
import { decideReportClock, startReportClock } from './report/clock.ts'
import { getReport } from './report/get-report.ts'
import { listReports } from './report/list-reports.ts'
import { moveReport } from './report/move-report.ts'
import { submitReport } from './report/submit-report.ts'

export const safety = defineModule({
  name: 'safety',
  title: 'Safety',
  operations: [listReports, submitReport, getReport, moveReport, startReportClock, decideReportClock],
})
