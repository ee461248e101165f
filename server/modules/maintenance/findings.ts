import { invalidFields, ruleBroken } from '#platform/kernel/problem.ts'
import { date, integer, labeled, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { type EntryField, eltChecks, entryProblems, entryRules, vorMethods } from '#rules/inspection-entry.ts'

// What the law asks of the entry of some inspections. Each inspection has its own fields.
const findings = Type.Partial(
  Type.Object({
    place: nullable(text(1, 120, 'Where a VOR was checked.')),
    vorMethod: nullable(oneOf(labeled(vorMethods, { vot: 'VOT', dual: 'Two receivers against each other' }))),
    bearingErrorDegrees: nullable(
      Type.Number({ minimum: -180, maximum: 180, description: 'The bearing error, either way.' }),
    ),
    testedToFt: nullable(integer(0, 100_000, 'The altitude to which an altimeter was tested.')),
    eltChecks: nullable(
      Type.Array(
        oneOf(labeled(eltChecks, { battery: 'Battery corrosion', controls: 'Controls and crash sensor' })),
        { uniqueItems: true, description: '14 CFR 91.207(d)(1) to (4).' },
      ),
    ),
    batteryExpiresOn: nullable(date('The new expiration date of an ELT battery.')),
  }),
).properties
export const Findings = Type.Object(findings, { title: 'InspectionFindings' })
export const FindingsInput = Type.Object(findings, { title: 'InspectionFindingsInput' })

type Rule = (typeof entryRules)[keyof typeof entryRules]
/** As SQL, a map from the common inspections to what their rule says. */
const mapOf = (says: (rule: Rule) => unknown) =>
  `'${JSON.stringify(Object.fromEntries(Object.entries(entryRules).map(([preset, rule]) => [preset, says(rule)])))}'::jsonb`
export const isFinding = (field: string) => field.startsWith('findings.')

/** As SQL, what the completion of an item has to say by its preset, and why. */
export const completionFieldsSql = `coalesce(${mapOf(({ fields }) => fields)} -> t.preset, '[]')`
export const completionHintSql = `${mapOf(({ hint }) => hint)} ->> t.preset`

/** As SQL, what a task `k` about an item `i` has to say to be done: the certificate comes with the signature. */
export const taskAsksSql = `case when k.source in ('directive', 'component') then '["method"]'
    else coalesce(${mapOf(({ fields }) => fields.filter(isFinding))} -> i.preset, '[]') end`
export const taskAsksHintSql = `${mapOf(({ fields, hint }) => (fields.some(isFinding) ? hint : null))} ->> i.preset`

interface Entry {
  certificateKind?: string | null
  certificateNumber?: string | null
  findings?: Static<typeof Findings> | null
}

/**
 * @param only The fields to look at; all by default.
 * @throws Problem 400 with each field that the law asks for and the entry lacks, or 422 for one that the law refuses.
 */
export function checkEntry(
  preset: string | null,
  entry: Entry,
  only: (field: EntryField) => boolean = () => true,
): void {
  const problems = entryProblems(preset, entry).filter(({ field }) => only(field))
  const details = problems.map(({ field, message }) => ({ field, message }))
  const [first] = problems
  if (!first) return
  throw first.isRefused ? ruleBroken(`${first.field} ${first.message}`, { details }) : invalidFields(details)
}
