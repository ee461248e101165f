import { sql, type Tx } from '../database/database.ts'
import { labeled, oneOf, Type } from '../kernel/schema.ts'

const labels = {
  faa_91: 'FAA Part 91 and 61',
  faa_91_instruction_for_hire: 'FAA Part 91, instruction for hire',
  faa_141: 'FAA Part 141 school',
  faa_135: 'FAA Part 135 operator',
  easa_nco: 'EASA Part-NCO',
  easa_ato: 'EASA training organization (ATO, DTO)',
  easa_cat: 'EASA Part-CAT',
  uk: 'UK CAA',
} as const
export type OperatingRules = keyof typeof labels
const values = labeled(Object.keys(labels) as OperatingRules[], labels)

const some = (minItems: number, description: string) =>
  Type.Array(oneOf(values), { uniqueItems: true, minItems, maxItems: values.length, description })

/** The regulations that a workspace flies under. The modules decide by them; the platform only keeps them. */
export const operatingRulesField = some(
  0,
  'The regulations that the workspace flies under. Empty: not chosen yet, so nothing is assumed.',
)
export const operatingRulesInput = some(
  1,
  'The regulations that you fly under, at least one. They decide how medicals are read, which external report deadlines start, and which inspections are suggested.',
)

/** The operating rules of the workspace that the transaction is bound to. */
export async function operatingRulesOf(tx: Tx, workspaceUuid: string): Promise<OperatingRules[]> {
  const { rules } = await tx.one(sql<'operatingRules', { rules: OperatingRules[] }>`
    select operating_rules as rules from workspaces where workspace_id = ${workspaceUuid}`)
  return rules
}
