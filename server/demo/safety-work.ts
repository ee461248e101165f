export const states = {
  investigation: ['new', 'data_collection', 'analysis', 'review', 'completed'],
  cpa: ['open', 'in_progress', 'implemented', 'verification', 'closed'],
} as const

// Days are days ago throughout, so that the work is as old at every start.
export interface DemoInvestigation {
  title: string
  report: string
  lead: string
  status: (typeof states.investigation)[number]
  openedDaysAgo: number
  completedDaysAgo?: number
  narrative?: string
  preliminary?: string
  whys: string[]
  entries: [kind: 'evidence' | 'interview' | 'timeline', title: string, text: string][]
  findings: [kind: 'root_cause' | 'contributing_factor' | 'observation', statement: string][]
}

export const investigations: DemoInvestigation[] = [
  {
    title: 'Tail strike in a soft-field landing',
    report: 'Tail strike in a soft-field landing',
    lead: 'Ilse Brandvold',
    status: 'completed',
    openedDaysAgo: 230,
    completedDaysAgo: 204,
    narrative:
      'The flare was begun high and held with full aft elevator and a trace of power. At the stall the nose rose and the tail touched the runway before the main wheels. The exercise was flown as the syllabus describes it; the syllabus names no pitch limit, and the instructors had each learned their own.',
    preliminary:
      'The tie-down ring is bent; no damage to the structure was found. The exercise is suspended until the syllabus names a limit.',
    whys: [
      'The pitch at touchdown was beyond the tail clearance',
      'The power was kept on until the stall',
      'The syllabus names neither a pitch nor a power limit',
    ],
    entries: [
      [
        'evidence',
        'The tie-down ring',
        'Bent by about 20 degrees to the rear; paint of the runway marking on it.',
      ],
      ['interview', 'The instructor', 'Had taught it so for six years, and was taught it so.'],
      ['timeline', 'Touchdown', 'Tail first, main wheels half a second later.'],
    ],
    findings: [
      ['root_cause', 'The syllabus for soft-field landings names no pitch limit at touchdown'],
      ['contributing_factor', 'Instructors are standardized on procedures, and not on techniques'],
    ],
  },
  {
    title: 'Two patterns at one runway after the tower closes',
    report: 'Converging on base from both sides',
    lead: 'Desmond Farrowgate',
    status: 'analysis',
    openedDaysAgo: 20,
    preliminary:
      'Both crews flew as they had last been instructed. The tower had closed four minutes before, and no self-announcement was heard.',
    whys: [
      'Neither crew knew that the tower had closed',
      'The closing time was changed and is not on the dispatch sheet',
    ],
    entries: [
      [
        'evidence',
        'Tracks of both aircraft',
        'Closest at 0.3 NM and 200 feet, on opposite bases of runway 33.',
      ],
      ['interview', 'The crew on right base', 'Were still waiting for a landing clearance.'],
    ],
    findings: [['contributing_factor', 'The closing time of the tower is not on the dispatch sheet']],
  },
  {
    title: 'The left brake that comes back as found good',
    report: 'Same squawk written up three times',
    lead: 'Lenora Birchwater',
    status: 'data_collection',
    openedDaysAgo: 7,
    whys: [],
    entries: [['evidence', 'The three write-ups', 'Signed off by three people, each with a different test.']],
    findings: [],
  },
]

export interface DemoCpa {
  title: string
  kind: 'corrective' | 'preventive'
  priority: 'critical' | 'high' | 'medium' | 'low'
  status: (typeof states.cpa)[number]
  investigation: string
  owner: string
  verifier: string
  madeDaysAgo: number
  dueDaysAgo: number
  implementedDaysAgo?: number
  closedDaysAgo?: number
  evidence?: [name: string, text: string]
  verified?: string
}

export const cpas: DemoCpa[] = [
  {
    title: 'Name a pitch limit in the syllabus for soft-field landings',
    kind: 'corrective',
    priority: 'high',
    status: 'closed',
    investigation: 'Tail strike in a soft-field landing',
    owner: 'Tobias Quillmarsh',
    verifier: 'Lenora Birchwater',
    madeDaysAgo: 206,
    dueDaysAgo: 192,
    implementedDaysAgo: 196,
    closedDaysAgo: 190,
    evidence: [
      'syllabus-revision-14.txt',
      'Soft-field landing: pitch at touchdown at most 10 degrees. Power idle at the flare.',
    ],
    verified: 'The revision is in every aircraft’s binder, and two check flights were flown to it.',
  },
  {
    title: 'Inspect tail tie-down rings at every 100-hour inspection',
    kind: 'preventive',
    priority: 'medium',
    status: 'verification',
    investigation: 'Tail strike in a soft-field landing',
    owner: 'Bruno Kettlewick',
    verifier: 'Marguerite Oakhollow',
    madeDaysAgo: 26,
    dueDaysAgo: -4,
    implementedDaysAgo: 3,
    evidence: [
      'inspection-sheet-revision-9.txt',
      'Item 42a: tail tie-down ring and its attachment, bent or cracked.',
    ],
  },
  {
    title: 'Put the closing time of the tower on the dispatch sheet',
    kind: 'corrective',
    priority: 'high',
    status: 'in_progress',
    investigation: 'Two patterns at one runway after the tower closes',
    owner: 'Philippa Rushgrove',
    verifier: 'Desmond Farrowgate',
    madeDaysAgo: 18,
    dueDaysAgo: 4,
  },
  {
    title: 'Brief self-announcement after the tower closes in every evening lesson',
    kind: 'preventive',
    priority: 'medium',
    status: 'open',
    investigation: 'Two patterns at one runway after the tower closes',
    owner: 'Ilse Brandvold',
    verifier: 'Lenora Birchwater',
    madeDaysAgo: 12,
    dueDaysAgo: -18,
  },
]
