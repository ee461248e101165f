/** What is wrong with the school's aircraft: a handful of each state. */
export interface DemoSquawk {
  aircraft: string
  title: string
  description?: string
  phase: 'preflight' | 'ground' | 'flight' | 'inspection'
  ataChapter?: string
  foundDaysAgo: number
  reportedBy: string
  isGrounding?: boolean
  /** What was done, by whom, how many days after it was found. */
  resolved?: { text: string; by: string; afterDays: number }
  deferral?: { category: 'B' | 'C' | 'D'; melItem: string; days: number; limitations: string[] }
}

export const squawks: readonly DemoSquawk[] = [
  {
    aircraft: 'N671FS',
    title: 'Fuel drips from the left drain valve',
    description: 'About one drop in ten seconds, also after cycling the valve.',
    phase: 'preflight',
    ataChapter: '28-20',
    foundDaysAgo: 1,
    reportedBy: 'Harriet Stanwood',
    isGrounding: true,
  },
  {
    aircraft: 'N611FS',
    title: 'Left brake pedal soft',
    phase: 'ground',
    ataChapter: '32-40',
    foundDaysAgo: 2,
    reportedBy: 'Keiko Amanuma',
  },
  {
    aircraft: 'N612FS',
    title: 'Landing light flickers',
    description: 'Only with the flaps down.',
    phase: 'flight',
    ataChapter: '33-40',
    foundDaysAgo: 6,
    reportedBy: 'Dariusz Nowinek',
    deferral: { category: 'D', melItem: '33-04', days: 120, limitations: ['day_only'] },
  },
  {
    aircraft: 'N621FS',
    title: 'Right seat does not lock in the third position',
    phase: 'preflight',
    ataChapter: '25-10',
    foundDaysAgo: 40,
    reportedBy: 'Keiko Amanuma',
    resolved: { text: 'Replaced the locking pin, AMM 25-10-00', by: 'Harriet Stanwood', afterDays: 1 },
  },
  {
    aircraft: 'N611FS',
    title: 'Left magneto drops 200 rpm at run-up',
    phase: 'ground',
    ataChapter: '74-10',
    foundDaysAgo: 75,
    reportedBy: 'Dariusz Nowinek',
    resolved: {
      text: 'Cleaned the plugs and set the timing, SK-74-10',
      by: 'Harriet Stanwood',
      afterDays: 2,
    },
  },
  {
    aircraft: 'N613FS',
    title: 'Magneto rough at run-up',
    phase: 'ground',
    ataChapter: '74-10',
    foundDaysAgo: 120,
    reportedBy: 'Keiko Amanuma',
    resolved: { text: 'Replaced two fouled plugs', by: 'Harriet Stanwood', afterDays: 0 },
  },
]

export interface DemoOrder {
  aircraft: string
  title: string
  kind: 'scheduled' | 'unscheduled'
  priority: 'routine' | 'urgent' | 'aog'
  status:
    | 'draft'
    | 'open'
    | 'in_progress'
    | 'awaiting_parts'
    | 'pending_approval'
    | 'completed'
    | 'verified'
    | 'cancelled'
  /** Of one that has returned to service. */
  completed?: { by: string; daysAgo: number }
  verifiedBy?: string
  tasks: readonly { title: string; squawk?: string; referenceData?: string; isDone?: boolean }[]
}

export const orders: readonly DemoOrder[] = [
  {
    aircraft: 'N671FS',
    title: 'Drain valve',
    kind: 'unscheduled',
    priority: 'aog',
    status: 'awaiting_parts',
    tasks: [
      {
        title: 'Replace the left drain valve',
        squawk: 'Fuel drips from the left drain valve',
        referenceData: 'AMM 28-20-02',
      },
      { title: 'Leak check with full tanks' },
    ],
  },
  {
    aircraft: 'N611FS',
    title: 'Brakes',
    kind: 'unscheduled',
    priority: 'routine',
    status: 'draft',
    tasks: [
      { title: 'Bleed the left brake', squawk: 'Left brake pedal soft', referenceData: 'AMM 32-40-01' },
    ],
  },
  {
    aircraft: 'N621FS',
    title: 'Oil change',
    kind: 'scheduled',
    priority: 'routine',
    status: 'open',
    tasks: [{ title: 'Change oil and filter' }, { title: 'Cut the filter open and look' }],
  },
  {
    aircraft: 'N622FS',
    title: 'New interior',
    kind: 'scheduled',
    priority: 'routine',
    status: 'cancelled',
    tasks: [{ title: 'Replace the carpets' }],
  },
  {
    aircraft: 'N613FS',
    title: 'Vacuum pump',
    kind: 'unscheduled',
    priority: 'urgent',
    status: 'in_progress',
    tasks: [
      { title: 'Replace the vacuum pump', referenceData: 'AMM 37-10-01', isDone: true },
      { title: 'Run up and read the suction gauge' },
    ],
  },
  {
    aircraft: 'N612FS',
    title: 'Tires of the main gear',
    kind: 'unscheduled',
    priority: 'routine',
    status: 'pending_approval',
    tasks: [{ title: 'Replace both main tires', referenceData: 'AMM 32-41-00', isDone: true }],
  },
  {
    aircraft: 'N621FS',
    title: 'Seat lock',
    kind: 'unscheduled',
    priority: 'routine',
    status: 'completed',
    completed: { by: 'Harriet Stanwood', daysAgo: 39 },
    tasks: [
      {
        title: 'Replace the locking pin',
        squawk: 'Right seat does not lock in the third position',
        referenceData: 'AMM 25-10-00',
        isDone: true,
      },
    ],
  },
  {
    aircraft: 'N611FS',
    title: 'Magneto timing',
    kind: 'unscheduled',
    priority: 'urgent',
    status: 'verified',
    completed: { by: 'Harriet Stanwood', daysAgo: 73 },
    verifiedBy: 'Bruno Kettlewick',
    tasks: [
      {
        title: 'Clean the plugs and set the timing',
        squawk: 'Left magneto drops 200 rpm at run-up',
        referenceData: 'SK-74-10',
        isDone: true,
      },
    ],
  },
]
