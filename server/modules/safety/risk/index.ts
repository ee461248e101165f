import * as assessment from './assessment.ts'
import * as control from './control.ts'
import * as hazard from './hazard.ts'
import * as hazardNotification from './hazard-notification.ts'
import * as moveHazard from './move-hazard.ts'
import * as riskMatrix from './risk-matrix.ts'

/** Safety risk management: 14 CFR part 5, subpart C. */
export const riskParts = [riskMatrix, hazard, moveHazard, assessment, control, hazardNotification]
