import * as audit from './assurance/audit.ts'
import * as auditFinding from './assurance/audit-finding.ts'
import * as auditLog from './assurance/audit-log.ts'
import * as evaluate from './assurance/evaluate.ts'
import * as manageSpi from './assurance/manage-spi.ts'
import * as metrics from './assurance/metrics.ts'
import * as spi from './assurance/spi.ts'
import * as spiEntry from './assurance/spi-entry.ts'
import * as spiSeries from './assurance/spi-series.ts'
import * as boardReport from './paper/board-report.ts'
import * as compliance from './policy/compliance.ts'
import * as evidence from './policy/evidence.ts'
import * as keyPersonnel from './policy/key-personnel.ts'
import * as meeting from './promotion/meeting.ts'
import * as meetingAction from './promotion/meeting-action.ts'
import * as change from './risk/change.ts'
import { riskParts } from './risk/index.ts'

/** Policy, risk management, assurance and promotion: part 5 without reports and investigations. */
export const managementParts = [
  ...riskParts,
  change,
  spi,
  manageSpi,
  spiSeries,
  spiEntry,
  audit,
  auditFinding,
  metrics,
  auditLog,
  meeting,
  meetingAction,
  compliance,
  evidence,
  keyPersonnel,
  boardReport,
  evaluate,
]
