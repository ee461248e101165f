/** A student of the demonstration: how far they have come, and what is special about them. */
export interface DemoTraining {
  program: 'PPL' | 'IR' | 'CLUB'
  /** The share of the lessons that are complete. */
  done: number
  /** How many days ago they enrolled. */
  enrolledDaysAgo: number
  /** Days between two lessons. */
  every: number
  ends?: 'graduated' | 'suspended' | 'transferred'
  /** How often the next lesson was repeated already. */
  repeats?: number
  /** The last lesson waits for the student, or is disputed. */
  last?: 'signed' | 'disputed' | 'draft'
}

/** Students at every stage: one stuck at a third attempt, one quiet for weeks, one graduated, one disputed. */
export const demoTrainings: readonly DemoTraining[] = [
  { program: 'PPL', done: 1, enrolledDaysAgo: 330, every: 15, ends: 'graduated' },
  { program: 'PPL', done: 0.85, enrolledDaysAgo: 210, every: 13 },
  { program: 'PPL', done: 0.6, enrolledDaysAgo: 150, every: 13, last: 'signed' },
  { program: 'PPL', done: 0.4, enrolledDaysAgo: 120, every: 12, repeats: 3 },
  { program: 'PPL', done: 0.25, enrolledDaysAgo: 110, every: 9 },
  { program: 'PPL', done: 0.1, enrolledDaysAgo: 20, every: 6, last: 'draft' },
  { program: 'PPL', done: 0, enrolledDaysAgo: 3, every: 7 },
  { program: 'PPL', done: 0.3, enrolledDaysAgo: 160, every: 14, ends: 'suspended' },
  { program: 'IR', done: 0.9, enrolledDaysAgo: 140, every: 10 },
  { program: 'IR', done: 0.5, enrolledDaysAgo: 80, every: 9, last: 'disputed' },
  { program: 'IR', done: 0.2, enrolledDaysAgo: 30, every: 8 },
  { program: 'IR', done: 0.4, enrolledDaysAgo: 200, every: 12, ends: 'transferred' },
  { program: 'CLUB', done: 1, enrolledDaysAgo: 40, every: 10, ends: 'graduated' },
  { program: 'CLUB', done: 0.5, enrolledDaysAgo: 15, every: 6 },
]

/** The club's check-out in a tailwheel aircraft, a program of a few lessons. */
export const tailwheelSyllabus = {
  minimums: [{ kind: 'dual', minutes: 300 }],
  changeNote: 'First version',
  stages: [
    {
      title: 'Tailwheel endorsement',
      needsStageCheck: false,
      lessons: [
        {
          code: 'T1',
          title: 'Taxiing and three-point landings',
          kind: 'flight' as const,
          plannedMinutes: 90,
          items: [
            { code: 'T1.A', title: 'Taxiing with a tailwheel', kind: 'manoeuvre' as const },
            { code: 'T1.B', title: 'Three-point landings', kind: 'manoeuvre' as const, standard: '61.31(i)' },
          ],
        },
        {
          code: 'T2',
          title: 'Wheel landings and crosswind',
          kind: 'flight' as const,
          plannedMinutes: 120,
          requiresLessonCodes: ['T1'],
          items: [
            { code: 'T2.A', title: 'Wheel landings', kind: 'manoeuvre' as const, standard: '61.31(i)' },
            { code: 'T2.B', title: 'Go-arounds', kind: 'manoeuvre' as const, standard: '61.31(i)' },
          ],
        },
        {
          code: 'T3',
          title: 'Check-out',
          kind: 'flight' as const,
          plannedMinutes: 90,
          requiresLessonCodes: ['T2'],
          items: [{ code: 'T3.A', title: 'Landings in a crosswind', kind: 'manoeuvre' as const }],
        },
      ],
    },
  ],
}
