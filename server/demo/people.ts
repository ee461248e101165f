import type { Base } from './place.ts'
import type { Random } from './random.ts'

export type DemoPerson = {
  // Also the key by which flights name a person.
  email: string
  displayName: string
  phone: string
  functions: ('pilot' | 'instructor' | 'student' | 'mechanic' | 'inspector' | 'dispatcher' | 'staff')[]
  // What they may do in the workspace once they sign in.
  roles: string[]
  employeeNumber: string | null
  certificateNumber: string | null
  certificateType: string | null
  base: Base
  status: 'active' | 'inactive'
}

export type DemoStudent = DemoPerson & {
  // Days relative to the first day of the flying, negative when enrolled before it.
  enrolledOnDay: number
  flownMinutes: number
  isOnCourse: boolean
}

const STAFF: [
  name: string,
  functions: DemoPerson['functions'],
  roles: string[],
  base: Base,
  certificate: string | null,
][] = [
  [
    'Marguerite Oakhollow',
    ['pilot', 'instructor'],
    ['account_owner', 'chief_pilot', 'instructor'],
    'KFNL',
    'ATP, CFI, CFII, MEI',
  ],
  ['Desmond Farrowgate', ['pilot', 'instructor'], ['instructor'], 'KGXY', 'Commercial, CFI, CFII, MEI'],
  ['Ilse Brandvold', ['pilot', 'instructor'], ['instructor'], 'KFNL', 'Commercial, CFI, CFII, MEI'],
  ['Tobias Quillmarsh', ['pilot', 'instructor'], ['instructor'], 'KFNL', 'Commercial, CFI, CFII'],
  ['Anjali Venkatrao', ['pilot', 'instructor'], ['instructor'], 'KGXY', 'Commercial, CFI, CFII, MEI'],
  ['Callum Redfernie', ['pilot', 'instructor'], ['instructor'], 'KFNL', 'Commercial, CFI'],
  ['Noor Hadjari', ['pilot', 'instructor'], ['instructor'], 'KGXY', 'Commercial, CFI, CFII'],
  ['Wyatt Pellingham', ['pilot', 'instructor'], ['instructor'], 'KFNL', 'Commercial, CFI, CFII'],
  ['Sofia Castellucho', ['pilot', 'instructor'], ['instructor'], 'KGXY', 'Commercial, CFI'],
  ['Henrik Aldersund', ['pilot', 'instructor'], ['instructor'], 'KFNL', 'Commercial, CFI, CFII'],
  ['Rosalind Thackerby', ['pilot'], ['pilot'], 'KFNL', 'Commercial'],
  ['Mateo Ibarrola', ['pilot'], ['pilot'], 'KGXY', 'Commercial'],
  ['Greta Holmquister', ['pilot'], ['pilot'], 'KFNL', 'Commercial'],
  ['Jerome Wickstead', ['pilot'], ['pilot'], 'KGXY', 'Commercial'],
  ['Lenora Birchwater', ['pilot'], ['director_of_operations'], 'KFNL', 'ATP'],
  ['Augustin Merrowby', ['staff'], ['accountable_executive', 'admin'], 'KFNL', null],
  ['Priya Sundarlal', ['staff'], ['safety_manager'], 'KFNL', null],
  ['Olive Tamsworth', ['staff'], ['finance'], 'KFNL', null],
  [
    'Bruno Kettlewick',
    ['mechanic', 'inspector'],
    ['director_of_maintenance', 'inspector'],
    'KFNL',
    'A&P, IA',
  ],
  ['Harriet Stanwood', ['mechanic', 'inspector'], ['mechanic', 'inspector'], 'KGXY', 'A&P, IA'],
  ['Dariusz Nowinek', ['mechanic'], ['mechanic'], 'KFNL', 'A&P'],
  ['Keiko Amanuma', ['mechanic'], ['mechanic'], 'KGXY', 'A&P'],
  ['Philippa Rushgrove', ['dispatcher'], ['dispatcher'], 'KFNL', null],
  ['Samuel Otterbury', ['dispatcher'], ['dispatcher'], 'KGXY', null],
  ['Yasmin Al-Khoury-Bell', ['dispatcher'], ['dispatcher'], 'KFNL', null],
  ['Clement Applegarth', ['staff'], ['staff'], 'KFNL', null],
  ['Vivian Northmoor', ['pilot'], ['customer'], 'KFNL', 'Private'],
  ['Otto Lindenberry', ['pilot'], ['customer'], 'KFNL', 'Private'],
]

const STUDENTS = [
  'Abigail Fenwater',
  'Rafael Montserrano',
  'Chloe Ashdownie',
  'Ikenna Obiwale',
  'Lucas Timberlane',
  'Mei-Lin Changworth',
  'Dylan Crosshaven',
  'Fatima El-Sayegh',
  'Owen Braithling',
  'Camila Duartez',
  'Nathan Eversholt',
  'Saoirse Kilmartin',
  'Arjun Bhattavari',
  'Emma Winterbourne',
  'Tyrell Jacobsby',
  'Linnea Sjobergson',
  'Hugo Larrimore',
  'Zainab Olatunde',
  'Benjamin Stonecroft',
  'Paloma Guerrante',
  'Felix Drummondy',
  'Hana Morikuni',
  'Jack Ravenscott',
  'Leila Ghorbanian',
  'Theo Whitlocke',
  'Ines Carvalhinho',
  'Marcus Bellweather',
  'Astrid Nygaarden',
  'Diego Salvatierro',
  'Ruby Hartsfield',
  'Kwame Asantefield',
  'Nina Petrovska',
]

export const chiefPilotEmail = emailOf('Marguerite Oakhollow')
export const operationsDirectorEmail = emailOf('Lenora Birchwater')
export const tailwheelInstructors = [emailOf('Ilse Brandvold'), emailOf('Callum Redfernie'), chiefPilotEmail]
export const surveyCrew = [emailOf('Rosalind Thackerby'), emailOf('Greta Holmquister')] as const
export const fireCrew = [emailOf('Mateo Ibarrola'), emailOf('Jerome Wickstead')] as const

export function makeStaff(): DemoPerson[] {
  return STAFF.map(([displayName, functions, roles, base, certificateType], index) => ({
    email: emailOf(displayName),
    displayName,
    phone: phoneOf(index),
    functions,
    roles,
    employeeNumber: roles.includes('customer') ? null : `E${101 + index}`,
    certificateNumber: certificateType ? `DEMO${7001 + index}` : null,
    certificateType,
    base,
    status: 'active',
  }))
}

// Enrolled about a month apart, from 240 days before the first flight to three weeks before now.
// Every fourth is on the professional course; it began with those who enrolled in its month.
export function makeStudents(random: Random, days: number, courseFromDay: number): DemoStudent[] {
  const span = 240 + days - 21
  return STUDENTS.map((displayName, index) => {
    const enrolledOnDay = Math.round((index * span) / (STUDENTS.length - 1)) - 240 + random.int(-6, 6)
    return {
      email: emailOf(displayName),
      displayName,
      phone: phoneOf(STAFF.length + index),
      functions: ['student'],
      roles: ['student'],
      employeeNumber: null,
      certificateNumber: `DEMO${8001 + index}`,
      certificateType: 'Student',
      base: index % 5 < 3 ? 'KFNL' : 'KGXY',
      status: 'active',
      enrolledOnDay,
      flownMinutes: Math.max(0, -enrolledOnDay) * 24,
      isOnCourse: Math.abs(enrolledOnDay - courseFromDay) < 75,
    }
  })
}

// The top-level domain "example" (RFC 2606) and the numbers 555-0100 to 0199 belong to nobody.
function emailOf(name: string) {
  return `${name.toLowerCase().replaceAll(' ', '.')}@meadowhawk.example`
}

function phoneOf(index: number) {
  return `+1 970 555 01${String(index).padStart(2, '0')}`
}
