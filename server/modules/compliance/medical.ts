import { ageOn } from '#rules/calendar.ts'
import {
  type EuropeanClass,
  europeanClasses,
  europeanMedicalValidity,
  europeanOperations,
} from '#rules/european-medical.ts'
import {
  type MedicalClass,
  type MedicalOperation,
  type MedicalVerdict,
  medicalClasses,
  medicalOperations,
  medicalValidity,
} from '#rules/medical-validity.ts'
import { authorityOf } from './authority.ts'

/** Classes of the FAA, of EASA and the UK, and of other authorities. */
export const recordMedicalClasses = [...medicalClasses, ...europeanClasses, 'other'] as const
export type RecordMedicalClass = (typeof recordMedicalClasses)[number]

/** The privileges, most demanding first. The FAA has three of them. */
export const recordOperations = europeanOperations
export type RecordOperation = (typeof recordOperations)[number]

/** Until when a record covers each of the privileges. */
export interface Until {
  singlePilotPassengersUntil: string | null
  airlineTransportUntil: string | null
  commercialUntil: string | null
  privateUntil: string | null
  lightAircraftUntil: string | null
}
const fieldOf = {
  single_pilot_passengers: 'singlePilotPassengersUntil',
  airline_transport: 'airlineTransportUntil',
  commercial: 'commercialUntil',
  private: 'privateUntil',
  light_aircraft: 'lightAircraftUntil',
} as const satisfies Record<RecordOperation, keyof Until>

export const noCoverage: Until = {
  singlePilotPassengersUntil: null,
  airlineTransportUntil: null,
  commercialUntil: null,
  privateUntil: null,
  lightAircraftUntil: null,
}

/** A field that has to change. `birthOn` belongs to the person, the others to the record. */
export type FieldProblem = {
  field:
    | 'title'
    | 'issuedOn'
    | 'expiresOn'
    | 'courseOn'
    | 'medicalClass'
    | 'operation'
    | 'ageAtExam'
    | 'previousExpiresOn'
    | 'birthOn'
  message: string
}

export interface MedicalInput {
  issuedOn?: string | null | undefined
  issuingAuthority?: string | null | undefined
  medicalClass?: RecordMedicalClass | null | undefined
  operation?: RecordOperation | null | undefined
  ageAtExam?: number | null | undefined
  previousExpiresOn?: string | null | undefined
  /** Of the person; null if it is not recorded. */
  birthOn?: string | null | undefined
}

interface Medical {
  medicalClass: RecordMedicalClass | null
  /** The privileges that its holder exercises: by default the highest that the class allows. */
  operation: RecordOperation | null
  examinedOn: string | null
  ageAtExam: number | null
  birthOn: string | null
  previousExpiresOn: string | null
  /** As inside of a sentence. */
  label: string
}
type CalculatedMedical = Medical & {
  medicalClass: MedicalClass | EuropeanClass
  operation: RecordOperation
}

const highest: Record<MedicalClass | EuropeanClass, RecordOperation> = {
  first: 'airline_transport',
  second: 'commercial',
  third: 'private',
  class_1: 'airline_transport',
  class_2: 'private',
  lapl: 'light_aircraft',
}

const isFaaClass = (name: string): name is MedicalClass =>
  (medicalClasses as readonly string[]).includes(name)
const isEuropeanClass = (name: string): name is EuropeanClass =>
  (europeanClasses as readonly string[]).includes(name)
const labelOf = (name: RecordMedicalClass | null) =>
  name && isFaaClass(name) ? `a ${name}-class medical` : `a ${name?.replace('_', ' ') ?? ''} medical`

/** Whether a rule says how long a medical of this class is valid. */
export const isCalculated = (medical: Medical): medical is CalculatedMedical =>
  medical.medicalClass !== null && medical.medicalClass !== 'other'

/** Somebody of another age was not examined: the day of the examination or the birth date is a slip. */
export const examAges = { least: 10, most: 120 } as const

/** Reads what was entered about a medical, with the age by the birth date. */
export function medicalOfInput(input: MedicalInput): Medical | FieldProblem {
  const { medicalClass = null, birthOn = null, issuedOn: examinedOn = null } = input
  const authority = authorityOf(input.issuingAuthority)
  if (
    medicalClass &&
    authority &&
    medicalClass !== 'other' &&
    isFaaClass(medicalClass) !== (authority === 'faa')
  )
    return {
      field: 'medicalClass',
      message:
        authority === 'faa'
          ? `is not a class of the FAA: choose first, second or third, or correct the issuing authority`
          : `is a class of the FAA: choose class_1, class_2 or lapl, or correct the issuing authority`,
    }
  const age = birthOn !== null && examinedOn !== null ? ageOn(examinedOn, birthOn) : null
  if (birthOn !== null && examinedOn !== null && examinedOn < birthOn)
    return { field: 'issuedOn', message: 'is before the birth date of the person' }
  if (age !== null && (age < examAges.least || age > examAges.most))
    return {
      field: 'issuedOn',
      message: `makes the person ${age} years old by the birth date: correct the day of the examination or the birth date`,
    }
  if (age !== null && input.ageAtExam != null && input.ageAtExam !== age)
    return {
      field: 'ageAtExam',
      message: `does not match the birth date of the person, by which the age was ${age}: leave it blank`,
    }
  const calculated = medicalClass && medicalClass !== 'other' ? highest[medicalClass] : null
  return {
    medicalClass,
    operation: input.operation ?? calculated,
    examinedOn,
    ageAtExam: age ?? input.ageAtExam ?? null,
    birthOn,
    previousExpiresOn: input.previousExpiresOn ?? null,
    label: labelOf(medicalClass),
  }
}

/** What the rule of its class says of one privilege. */
function verdictOf(
  medical: CalculatedMedical,
  examinedOn: string,
  operation: RecordOperation,
): MedicalVerdict {
  const { medicalClass, ageAtExam } = medical
  if (isEuropeanClass(medicalClass))
    return europeanMedicalValidity({ ...medical, medicalClass, operation, examinedOn })
  const faaOperation = medicalOperations.find((name: MedicalOperation) => name === operation)
  if (!faaOperation)
    return {
      answer: 'no',
      reason: `A medical of the FAA does not cover ${operation.replaceAll('_', ' ')} privileges, which EASA and the UK know`,
      citation: '14 CFR 61.23(a)',
    }
  return medicalValidity({ medicalClass, operation: faaOperation, examinedOn, ageAtExam })
}

/** The last day that the rule allows. Without a needed age, an entered date may be as late as any age allows. */
export function medicalLimit(
  medical: CalculatedMedical,
  hasDate: boolean,
): { on: string; citation: string } | FieldProblem {
  const { examinedOn, operation } = medical
  if (examinedOn === null)
    return {
      field: 'issuedOn',
      message: 'is required: the day of the examination, from which the expiry is calculated',
    }
  const verdict = verdictOf(medical, examinedOn, operation)
  if (verdict.answer === 'yes') return { on: verdict.expiresOn, citation: verdict.citation }
  if (verdict.answer === 'no')
    return {
      field: 'operation',
      message: `${verdict.reason} (${verdict.citation}): choose another operation or class`,
    }
  if (hasDate) return { on: verdict.atMost, citation: verdict.citation }
  return verdict.missing === 'ageAtExam'
    ? {
        field: 'ageAtExam',
        message: `is required, because the expiry of a medical depends on the age at the examination (${verdict.citation}). Or enter the expiry date`,
      }
    : {
        field: 'birthOn',
        message: `is required, because the expiry of ${medical.label} depends on a birthday (${verdict.citation}). Add it to the person, or enter the expiry date`,
      }
}

/**
 * Until when a medical covers each privilege. An entered date ends all of them. What no rule calculates covers the
 * privileges that its holder exercises, and the lower ones of its kind.
 */
export function coverageUntil(medical: Medical, expiresOn: string, isEntered: boolean): Until {
  const { medicalClass, examinedOn, operation } = medical
  const until = { ...noCoverage }
  if (operation === null) return until
  const exercised = recordOperations.indexOf(operation)
  for (const [index, privilege] of recordOperations.entries()) {
    const field = fieldOf[privilege]
    if (!isCalculated(medical) || examinedOn === null) {
      if (index >= exercised && isOfKind(medicalClass, privilege)) until[field] = expiresOn
      continue
    }
    const verdict = verdictOf(medical, examinedOn, privilege)
    if (verdict.answer === 'yes')
      until[field] = isEntered && expiresOn < verdict.expiresOn ? expiresOn : verdict.expiresOn
    else if (verdict.answer === 'insufficient_data' && index >= exercised) until[field] = expiresOn
  }
  return until
}

const isOfKind = (medicalClass: RecordMedicalClass | null, privilege: RecordOperation) =>
  (medicalClass !== null && isEuropeanClass(medicalClass)) ||
  (medicalOperations as readonly string[]).includes(privilege)
