import { defineModule } from '#platform/kernel/module.ts'
import { legalMinimum } from '#platform/kernel/retained.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import * as assignee from './assignee.ts'
import * as cpa from './cpa/cpa.ts'
import * as cpaFile from './cpa/cpa-file.ts'
import * as createCpa from './cpa/create-cpa.ts'
import * as listCpas from './cpa/list-cpas.ts'
import * as moveCpa from './cpa/move-cpa.ts'
import * as remindOfCpas from './cpa/remind.ts'
import * as examples from './examples.ts'
import * as entry from './investigation/entry.ts'
import * as finding from './investigation/finding.ts'
import * as investigation from './investigation/investigation.ts'
import * as listInvestigations from './investigation/list-investigations.ts'
import * as moveInvestigation from './investigation/move-investigation.ts'
import * as openInvestigation from './investigation/open-investigation.ts'
import * as remindOfInvestigations from './investigation/remind.ts'
import { managementParts } from './management.ts'
import * as announce from './report/announce.ts'
import * as anonymousReport from './report/anonymous-report.ts'
import * as clock from './report/clock.ts'
import * as getReport from './report/get-report.ts'
import * as identifyingCheck from './report/identifying-check.ts'
import * as listReports from './report/list-reports.ts'
import * as message from './report/message.ts'
import * as moveReport from './report/move-report.ts'
import * as report from './report/report.ts'
import * as reportFile from './report/report-file.ts'
import * as reportForm from './report/report-form.ts'
import * as reportImport from './report/report-import.ts'
import * as revealReporter from './report/reveal-reporter.ts'
import * as submitReport from './report/submit-report.ts'
import * as triageReport from './report/triage-report.ts'

export { cpaFiles } from './cpa/cpa-file.ts'
export { fileReport } from './report/file-report.ts'

export const safety = defineModule({
  name: 'safety',
  title: 'Safety',
  summary: 'Safety reports, investigations, actions, risks and assurance (14 CFR Part 5).',
  parts: [
    assignee,
    listReports,
    submitReport,
    getReport,
    identifyingCheck,
    triageReport,
    moveReport,
    revealReporter,
    message,
    reportFile,
    reportForm,
    clock,
    anonymousReport,
    listInvestigations,
    openInvestigation,
    moveInvestigation,
    finding,
    entry,
    listCpas,
    createCpa,
    moveCpa,
    cpaFile,
    ...managementParts,
    cpa,
    remindOfCpas,
    investigation,
    remindOfInvestigations,
    announce,
    report,
    reportImport,
    legalMinimum({
      records: 'Safety assurance records',
      days: 1_827,
      period: '5 years',
      citation: '14 CFR 5.97(b)',
    }),
    examples,
    scopeSentences({
      'safety:read':
        'Read safety reports, investigations, actions, hazards, risks, changes, indicators, audits and meetings, with their files and documents.',
      'safety:write':
        'Submit, triage, publish, withdraw and delete safety reports, decide their deadlines, and create, update, reject, close, reopen and delete what follows from them: investigations, actions, hazards, risks, changes, indicators, audits, meetings and evidence.',
    }),
  ],
})
