import { defineFixtures } from '#platform/testing/fixtures.ts'

export default defineFixtures({
  of: ['maintenance'],
  examples: () => ({
    foundAt: () => '2026-01-01T12:00:00Z',
    ataChapter: () => '74-10',
    route: () => 'mel',
    category: () => 'C',
    discoveredOn: () => new Date().toISOString().slice(0, 10),
  }),
  alsoSent: ['componentId', 'category', 'discoveredOn', 'title', 'untilOn'],
  // A work order that was only just made has no tasks and no lines, and its states come one after the other.
  refusedAlone: [
    'resumeWorkOrder',
    'returnWorkOrder',
    'verifyWorkOrder',
    'updateWorkOrderTask',
    'removeWorkOrderTask',
    'doWorkOrderTask',
    'leaveWorkOrderTask',
    'inspectWorkOrderTask',
    'removeWorkOrderPart',
    'removeWorkOrderLabour',
    // They need another squawk, and days before the last extension.
    'duplicateSquawk duplicate',
    'extendDeferral',
    // It is in no aircraft.
    'removeComponent',
    'extendDeferral extend',
  ],
})
