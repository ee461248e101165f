import { defineFixtures } from '#platform/testing/fixtures.ts'
import { prepared } from './prepared.ts'

export default defineFixtures({
  of: ['safety'],
  // A rating can be said in two ways, of which neither is required.
  alsoSent: ['title', 'severity', 'likelihood'],
  prepared,
  refusedAlone: [
    'moveReport',
    'moveReport investigate',
    'moveReport requireAction',
    'decideReportClock',
    'revealReporter',
    'moveInvestigation',
    'moveInvestigation collect',
    'moveInvestigation analyze',
    'moveInvestigation review',
    'moveInvestigation complete',
    'updateFinding',
    'removeFinding',
    'removeInvestigationEntry',
    'moveCpa',
    'moveCpa implement',
    'moveCpa verify',
    'moveCpa close',
    'acceptRisk',
    'defineRiskMatrix',
    'approveChange',
    'approveChange approve',
    'implementChange',
    'reviewChange',
    'makeMeetingCpa',
    'addSpiEntry',
    'declareCompliance',
  ],
})
