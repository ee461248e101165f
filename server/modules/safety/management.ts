import { audits } from './assurance/audit.ts'
import { findings, reportFinding } from './assurance/audit-finding.ts'
import { exportSafetyAuditLog, listSafetyAuditLog } from './assurance/audit-log.ts'
import { evaluateSpis, spiAlert } from './assurance/evaluate.ts'
import { createSpi, updateSpi } from './assurance/manage-spi.ts'
import { getSafetyMetrics } from './assurance/metrics.ts'
import { getSpi, listSpis } from './assurance/spi.ts'
import { addSpiEntry, listSpiEntries } from './assurance/spi-entry.ts'
import { getSpiSeries } from './assurance/spi-series.ts'
import {
  getBoardReport,
  getEvidencePackage,
  getIndicatorReport,
  getRiskRegister,
} from './paper/board-report.ts'
import { complianceEvents, declareCompliance, listCompliance, setCompliance } from './policy/compliance.ts'
import { addEvidence, addEvidenceFile, getEvidenceFile } from './policy/evidence.ts'
import { keyPersonnel } from './policy/key-personnel.ts'
import { meetings } from './promotion/meeting.ts'
import { makeMeetingCpa } from './promotion/meeting-action.ts'
import {
  approveChange,
  changes,
  implementChange,
  linkChangeHazard,
  rejectChange,
  reviewChange,
} from './risk/change.ts'
import { riskOperations } from './risk/index.ts'

const all = (crud: typeof audits) => [crud.list, crud.create, crud.get, crud.update]

/** Policy, risk management, assurance and promotion: part 5 without reports and investigations. */
export const managementOperations = [
  ...riskOperations,
  ...all(changes),
  linkChangeHazard,
  approveChange,
  rejectChange,
  implementChange,
  reviewChange,
  listSpis,
  createSpi,
  getSpi,
  updateSpi,
  getSpiSeries,
  listSpiEntries,
  addSpiEntry,
  ...all(audits),
  ...all(findings),
  reportFinding,
  getSafetyMetrics,
  listSafetyAuditLog,
  exportSafetyAuditLog,
  ...all(meetings),
  makeMeetingCpa,
  listCompliance,
  setCompliance,
  addEvidence,
  addEvidenceFile,
  getEvidenceFile,
  declareCompliance,
  ...all(keyPersonnel),
  getBoardReport,
  getRiskRegister,
  getIndicatorReport,
  getEvidencePackage,
]
export const managementEvents = [spiAlert, ...complianceEvents]
export const managementPeriodic = [evaluateSpis]
