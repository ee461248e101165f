import { addDays, addMonths } from '#rules/calendar.ts'
import type { DemoPerson } from './people.ts'

export interface DemoRequirement {
  title: string
  kind: 'medical' | 'flight_review' | 'certificate' | 'training'
  recordTitle?: string
  operation?: 'commercial' | 'private'
  functions: DemoPerson['functions']
  citation: string
}

/** What the school asks of its people. */
export const demoRequirements: DemoRequirement[] = [
  {
    title: 'Medical',
    kind: 'medical',
    operation: 'private',
    functions: ['pilot', 'instructor', 'student'],
    citation: '14 CFR 61.23(a)(3)',
  },
  {
    title: 'Flight review',
    kind: 'flight_review',
    functions: ['pilot', 'instructor'],
    citation: '14 CFR 61.56',
  },
  {
    title: 'Instructor certificate',
    kind: 'certificate',
    recordTitle: 'Flight instructor',
    functions: ['instructor'],
    citation: '14 CFR 61.3(d)',
  },
  {
    title: 'Security awareness',
    kind: 'training',
    recordTitle: 'Security awareness',
    functions: ['instructor', 'dispatcher', 'mechanic'],
    citation: '49 CFR part 1552',
  },
  {
    title: 'Mechanic certificate',
    kind: 'certificate',
    recordTitle: 'Mechanic, airframe and powerplant',
    functions: ['mechanic'],
    citation: '14 CFR 65.3',
  },
  {
    title: 'Inspection authorization',
    kind: 'certificate',
    recordTitle: 'Inspection authorization',
    functions: ['inspector'],
    citation: '14 CFR 65.91',
  },
]

export interface DemoHolding {
  email: string
  kind: DemoRequirement['kind'] | 'checkout' | 'instrument_proficiency_check' | 'rating'
  title?: string
  number?: string
  issuingAuthority?: string
  issuedOn: string
  expiresOn?: string
  medicalClass?: 'first' | 'second' | 'third'
  operation?: 'commercial' | 'private'
  ageAtExam?: number
  /** When it was issued before this: the version that was renewed. */
  before?: string
}

// Who is not as they should be; everybody else holds what they must.
const lapsed: Record<string, 'flight_review' | 'medical'> = {
  'otto.lindenberry@meadowhawk.example': 'flight_review',
  'marcus.bellweather@meadowhawk.example': 'medical',
}
const soon: Record<string, 'flight_review' | 'medical'> = {
  'ilse.brandvold@meadowhawk.example': 'medical',
  'mateo.ibarrola@meadowhawk.example': 'medical',
  'wyatt.pellingham@meadowhawk.example': 'flight_review',
  'diego.salvatierro@meadowhawk.example': 'medical',
}
const untrained = 'yasmin.al-khoury-bell@meadowhawk.example'

/** What the school and its insurer ask beyond the law. */
export const demoMinimums = [
  {
    title: 'Checkout on the DA40',
    measure: 'checkout',
    neededMinutes: 0,
    typeDesignators: ['DA40'],
    authority: 'workspace',
    effect: 'blocks',
    citation: 'School handbook 4.2',
  },
  {
    title: '2 h on the type in 90 days',
    measure: 'last_90_days',
    neededMinutes: 120,
    typeDesignators: [] as string[],
    authority: 'insurer',
    effect: 'warns',
    citation: 'Hull policy, open pilot clause',
  },
] as const

/** What each of the people holds on a day, two of it expired, some of it soon, one of it missing. */
export function makeHoldings(people: readonly DemoPerson[], today: string): DemoHolding[] {
  return people
    .filter((person) => person.status === 'active')
    .flatMap((person, index) => holdingsOf(person, index, today))
}

function holdingsOf(
  { email, functions, certificateType, certificateNumber }: DemoPerson,
  index: number,
  today: string,
) {
  const has = (...some: DemoPerson['functions']) => some.some((one) => functions.includes(one))
  const holdings: DemoHolding[] = []
  // Spread over the months, so that nothing of the school falls due at once.
  const ago = (leastDays: number, spreadDays: number) =>
    addDays(today, -(leastDays + ((index * 37) % spreadDays)))
  if (has('pilot', 'instructor', 'student')) {
    const isPaid = /Commercial|ATP/.test(certificateType ?? '')
    const [months, age] = isPaid ? [12, 27 + ((index * 5) % 30)] : [60, 18 + ((index * 3) % 20)]
    holdings.push({
      email,
      kind: 'medical',
      issuingAuthority: 'FAA',
      medicalClass: isPaid ? 'second' : 'third',
      operation: isPaid ? 'commercial' : 'private',
      ageAtExam: age,
      issuedOn: issued('medical', email, months, ago(20, isPaid ? 240 : 900), today),
      ...(isPaid ? { before: addDays(today, -(380 + (index % 40))) } : {}),
    })
  }
  if (has('pilot', 'instructor')) {
    holdings.push({
      email,
      kind: 'flight_review',
      issuedOn: issued('flight_review', email, 24, ago(30, 560), today),
    })
    // Some were rated for single-engine airplanes alone, so that the twin is not for everybody.
    holdings.push({
      email,
      kind: 'rating',
      title: index % 3 === 0 ? 'Airplane single-engine land' : 'Airplane single- and multi-engine land',
      issuedOn: ago(1_200, 900),
    })
    if (/Commercial|ATP/.test(certificateType ?? '')) {
      holdings.push({ email, kind: 'rating', title: 'Instrument, airplane', issuedOn: ago(1_000, 100) })
      const issuedOn = ago(10, 110)
      holdings.push({
        email,
        kind: 'instrument_proficiency_check',
        issuedOn,
        expiresOn: addMonths(issuedOn, 6),
      })
    }
  }
  const number = certificateNumber ? { number: certificateNumber } : {}
  if (has('instructor')) {
    holdings.push({
      email,
      kind: 'certificate',
      title: 'Flight instructor',
      issuedOn: ago(60, 500),
      issuingAuthority: 'FAA',
      ...number,
    })
    holdings.push({
      email,
      kind: 'checkout',
      title: index % 2 === 0 ? 'C172' : 'DA40',
      issuedOn: ago(100, 400),
    })
  }
  if (has('instructor', 'dispatcher', 'mechanic') && email !== untrained) {
    const issuedOn = ago(20, 250)
    holdings.push({
      email,
      kind: 'training',
      title: 'Security awareness',
      issuedOn,
      expiresOn: addMonths(issuedOn, 12),
    })
  }
  if (has('mechanic'))
    holdings.push({
      email,
      kind: 'certificate',
      title: 'Mechanic, airframe and powerplant',
      issuedOn: ago(900, 2_000),
      issuingAuthority: 'FAA',
      ...number,
    })
  if (has('inspector')) {
    // Every authorization ends with March of an odd year (14 CFR 65.92(a)).
    const year = Number(today.slice(0, 4))
    const ends = [year, year + 1, year + 2].filter((one) => one % 2 === 1).map((one) => `${one}-03-31`)
    holdings.push({
      email,
      kind: 'certificate',
      title: 'Inspection authorization',
      issuingAuthority: 'FAA',
      issuedOn: ago(200, 60),
      expiresOn: ends.find((on) => on >= today) ?? today,
    })
  }
  return holdings
}

/** The day that lets it have lapsed last month, or lapse within the 60 days of its warning, where it is to. */
function issued(
  kind: 'medical' | 'flight_review',
  email: string,
  months: number,
  usual: string,
  today: string,
): string {
  if (lapsed[email] === kind) return addMonths(today, -(months + 1))
  if (soon[email] === kind) return addMonths(addDays(today, 25), -months)
  return usual
}
