/** The elements of 14 CFR Part 5 (89 FR 33104, in force since May 28, 2024) that apply to an operator. */

export interface Element {
  /** As it is cited: `5.71(a)(3)`. */
  code: string
  title: string
  /** Where Apron collects its evidence. */
  hint: string
}

/** 5.9(a): holders of a Part 135 certificate or a 91.147 letter declare compliance by this date. */
export const declarationDueOn = '2027-05-28'

export const elements: readonly Element[] = [
  ['5.3', 'Definitions', 'Your manual uses the terms of Part 5'],
  ['5.5', 'General requirements', 'The four components, scaled to your operation'],
  ['5.9', 'Commuter and on-demand operations: declaration', 'Declare compliance on this board'],
  ['5.17', 'Organizational system description', 'Required of Part 21 holders; others: not applicable'],
  ['5.19', 'Implementation plan', 'Required of Part 21 holders; others: not applicable'],
  ['5.21', 'Safety policy', 'Attach the signed policy; record meetings that reviewed it'],
  ['5.23', 'Safety accountability and authority', 'Key personnel; risks accepted by management'],
  ['5.25', 'Required safety management personnel', 'Key personnel, with an accountable executive'],
  ['5.27', 'Coordination of emergency response planning', 'Attach the plan; record exercises as meetings'],
  ['5.51', 'Risk management: applicability', 'Changes: new systems, procedures, operations'],
  ['5.53', 'System analysis and hazard identification', 'Hazards'],
  ['5.55', 'Safety risk assessment and control', 'Risk assessments, initial and residual; controls'],
  ['5.57', 'Notification of hazards to interfacing persons', 'Hazard notifications'],
  ['5.71(a)(1)', 'Monitoring of operational processes', 'Indicators'],
  ['5.71(a)(2)', 'Monitoring of the operational environment', 'Indicators; changes'],
  ['5.71(a)(3)', 'Auditing of operational processes and systems', 'Audits'],
  ['5.71(a)(4)', 'Evaluations of the SMS and of processes', 'Audits of the kind evaluation'],
  ['5.71(a)(5)', 'Investigations of incidents and accidents', 'Investigations'],
  ['5.71(a)(6)', 'Investigations of potential non-compliance', 'Investigations; audit findings'],
  ['5.71(a)(7)', 'A confidential employee reporting system', 'Reports: confidential and anonymous'],
  ['5.71(a)(8)', 'Investigations of hazard notifications from outside', 'Reports from outside'],
  ['5.73', 'Safety performance assessment', 'Indicators; review board meetings'],
  ['5.75', 'Continuous improvement', 'Corrective and preventive actions'],
  ['5.91', 'Competencies and training', 'Attach training records'],
  ['5.93', 'Safety communication', 'Meetings; published reports'],
  ['5.95', 'SMS documentation', 'Attach the manual; use this board'],
  ['5.97', 'SMS records', 'Apron keeps assurance outputs for at least five years'],
].map(([code = '', title = '', hint = '']) => ({ code, title, hint }))

export const elementCodes = elements.map(({ code }) => code)
