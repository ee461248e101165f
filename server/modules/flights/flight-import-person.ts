import { optional } from '#platform/importing/index.ts'
import { foldWord, type Parse } from '#platform/importing/value.ts'
import type { FlightRow } from './flight-import-field.ts'

/** Somebody aboard, as ForeFlight writes them in one cell. */
type Aboard = { name: string; role: string }

// “Bo Lind;SIC;bo@example.com”: an email finds the person before the name does.
const aboard: Parse<Aboard> = (cell) => {
  const [name = '', role = '', email = ''] = cell.split(';').map((part) => part.trim())
  return { value: { name: email.includes('@') ? email : name, role: foldWord(role) } }
}
const column = (place: number) =>
  optional({
    title: `Person ${place}`,
    help: 'Name, role and email, with semicolons between them. Passengers are left out.',
    headers: [],
    fits: (cell) => /^[^;]+;/.test(cell),
    mustFit: true,
    parse: aboard,
  })

/** The columns of a logbook that names everybody aboard with their role. */
export const personFields = {
  person1: column(1),
  person2: column(2),
  person3: column(3),
  person4: column(4),
  person5: column(5),
  person6: column(6),
}
const columns = ['person1', 'person2', 'person3', 'person4', 'person5', 'person6'] as const
// A safety pilot is a required crew member, 14 CFR 91.109(c).
const roles = {
  pic: 'pic',
  pilotincommand: 'pic',
  captain: 'pic',
  sic: 'sic',
  secondincommand: 'sic',
  copilot: 'sic',
  firstofficer: 'sic',
  safetypilot: 'sic',
  instructor: 'instructor',
  cfi: 'instructor',
  student: 'student',
} as const

/** Puts those aboard into the columns of the crew, where the row has nobody there. */
export function placePersons({ values }: Pick<FlightRow, 'values'>): boolean {
  let isPlaced = false
  for (const name of columns) {
    const person = values[name]
    const role = person ? roles[person.role as keyof typeof roles] : undefined
    if (!person || role === undefined || values[role] !== null) continue
    values[role] = person.name
    isPlaced = true
  }
  return isPlaced
}
