import { defineModule } from '#platform/kernel/operation.ts'
import { legalMinimum } from '#platform/kernel/retained.ts'
import { listAssignees } from './assignee.ts'
import { cpaDueSoon, cpaOverdue } from './cpa/cpa.ts'
import { cpaFiles } from './cpa/cpa-file.ts'
import { createCpa, updateCpa } from './cpa/create-cpa.ts'
import { getCpa, listCpas } from './cpa/list-cpas.ts'
import { moveCpa } from './cpa/move-cpa.ts'
import { remindOfCpas } from './cpa/remind.ts'
import {
  addInvestigationEntry,
  investigationEvidence,
  removeInvestigationEntry,
} from './investigation/entry.ts'
import { addFinding, removeFinding, updateFinding } from './investigation/finding.ts'
import { investigationCompleted } from './investigation/investigation.ts'
import { getInvestigation, listInvestigations } from './investigation/list-investigations.ts'
import { moveInvestigation } from './investigation/move-investigation.ts'
import { openInvestigation, updateInvestigation } from './investigation/open-investigation.ts'
import { remindOfPreliminaryReports } from './investigation/remind.ts'
import { managementEvents, managementOperations, managementPeriodic } from './management.ts'
import { announceAnonymous } from './report/announce.ts'
import {
  checkIdentifying,
  followReport,
  getReportForm,
  sendAnonymousPhotograph,
  submitAnonymousReport,
  writeAnonymousMessage,
} from './report/anonymous-report.ts'
import { decideReportClock, startReportClock } from './report/clock.ts'
import { getReport } from './report/get-report.ts'
import { listReports } from './report/list-reports.ts'
import { listReportMessages, writeReportMessage } from './report/message.ts'
import { moveReport } from './report/move-report.ts'
import { reportMessaged } from './report/report.ts'
import { reportFiles } from './report/report-file.ts'
import { reportImport } from './report/report-import.ts'
import { revealReporter } from './report/reveal-reporter.ts'
import { submitReport } from './report/submit-report.ts'
import { deleteReport, publishReport, triageReport, withdrawReport } from './report/triage-report.ts'

export { cpaFiles } from './cpa/cpa-file.ts'
export { fileReport } from './report/file-report.ts'
export { nextCode } from './series.ts'

export const safety = defineModule({
  name: 'safety',
  title: 'Safety',
  operations: [
    listAssignees,
    listReports,
    submitReport,
    getReport,
    triageReport,
    moveReport,
    publishReport,
    withdrawReport,
    deleteReport,
    revealReporter,
    listReportMessages,
    writeReportMessage,
    reportFiles.attach,
    reportFiles.download,
    startReportClock,
    decideReportClock,
    getReportForm,
    submitAnonymousReport,
    sendAnonymousPhotograph,
    checkIdentifying,
    followReport,
    writeAnonymousMessage,
    listInvestigations,
    openInvestigation,
    getInvestigation,
    updateInvestigation,
    moveInvestigation,
    addFinding,
    updateFinding,
    removeFinding,
    addInvestigationEntry,
    removeInvestigationEntry,
    investigationEvidence.attach,
    investigationEvidence.download,
    listCpas,
    createCpa,
    getCpa,
    updateCpa,
    moveCpa,
    cpaFiles.attach,
    cpaFiles.download,
    ...managementOperations,
  ],
  events: [reportMessaged, investigationCompleted, cpaDueSoon, cpaOverdue, ...managementEvents],
  periodic: [announceAnonymous, remindOfCpas, ...managementPeriodic, remindOfPreliminaryReports],
  extensions: [
    reportImport,
    legalMinimum({
      records: 'Safety assurance records',
      days: 1_827,
      period: '5 years',
      citation: '14 CFR 5.97(b)',
    }),
  ],
})
