import { acceptRisk, createRiskAssessment, getRiskAssessment, listRiskAssessments } from './assessment.ts'
import { controls } from './control.ts'
import { hazards } from './hazard.ts'
import {
  acknowledgeHazard,
  getHazardNotification,
  listHazardNotifications,
  notifyOfHazard,
} from './hazard-notification.ts'
import { closeHazard, monitorHazard, reopenHazard } from './move-hazard.ts'
import { defineRiskMatrix, getRiskMatrix } from './risk-matrix.ts'

/** Safety risk management: 14 CFR part 5, subpart C. */
export const riskOperations = [
  getRiskMatrix,
  defineRiskMatrix,
  hazards.list,
  hazards.create,
  hazards.get,
  hazards.update,
  monitorHazard,
  closeHazard,
  reopenHazard,
  listRiskAssessments,
  createRiskAssessment,
  getRiskAssessment,
  acceptRisk,
  controls.list,
  controls.create,
  controls.get,
  controls.update,
  listHazardNotifications,
  notifyOfHazard,
  getHazardNotification,
  acknowledgeHazard,
]
