/** A syllabus of one stage, two lessons and three items. */
export const stages = [
  {
    title: 'Before solo',
    lessons: [
      {
        code: 'L1',
        title: 'Basics',
        kind: 'flight',
        plannedMinutes: 60,
        items: [
          { code: 'I1', title: 'Straight and level', kind: 'manoeuvre' },
          { code: 'I2', title: 'Airspace', kind: 'knowledge' },
        ],
      },
      {
        code: 'L2',
        title: 'Stalls',
        kind: 'flight',
        requiresLessonCodes: ['L1'],
        items: [{ code: 'I3', title: 'Power-off stall', kind: 'manoeuvre', isRequired: false }],
      },
    ],
  },
]
