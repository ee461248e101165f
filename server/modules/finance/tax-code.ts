import { sql, type Tx } from '#platform/database/database.ts'
import { crud } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { conflict, invalidFields, problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, integer, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { billingRoles, moneyReaders } from './roles.ts'

export const taxCodeNotValid = problem('tax_code_not_valid_on', 422, {
  meaning: 'The tax code is not in force on that day',
  fix: 'Use a code that is, or give the code a rate for that day.',
})

export const taxCategories = ['S', 'Z', 'E', 'AE', 'K', 'G', 'O'] as const
export const taxCategoryLabels = {
  S: 'Taxed',
  Z: 'Zero-rated',
  E: 'Exempt',
  AE: 'Reverse charge',
  K: 'Intra-community supply',
  G: 'Export',
  O: 'Not subject to tax',
}
const required = {
  code: text(1, 20),
  name: text(1, 100),
  rateBasisPoints: integer(0, 10_000, '2100 is 21 %. Zero for every category but S.'),
  category: oneOf(taxCategories, {
    description: 'EN 16931: S is taxed, Z zero-rated, E exempt, AE reverse charge, O not subject to tax.',
    labels: taxCategoryLabels,
  }),
  validFrom: date(),
}
const optional = {
  exemptionReason: nullable(
    text(
      1,
      500,
      'E needs its own. AE, K, G and O say the name of their category by default; S and Z have none.',
    ),
  ),
  validTo: nullable(date('This day included.')),
}

/** A rate of tax from a day to a day, under the code that lines name. */
export const TaxCode = resource({
  name: 'tax_code',
  prefix: 'txc',
  title: { one: 'tax code', many: 'tax codes' },
  page: '/finance/tax-codes',
  table: 'finance_tax_codes',
  label: 'code',
  schema: Type.Object({
    id: id('txc'),
    ...required,
    ...optional,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

const {
  list: listTaxCodes,
  get: getTaxCode,
  update: updateTaxCode,
} = crud({
  of: TaxCode,
  name: 'TaxCode',
  path: '/api/v1/finance/tax-codes',
  scope: 'finance',
  readers: moneyReaders,
  writers: billingRoles,
  required,
  optional,
  periods: [['validFrom', 'validTo']],
  list: {
    defaultSort: 'code',
    sorts: { code: { sql: 't.code', type: 'text' } },
    search: ['t.code', 't.name'],
    indexed: true,
    filters: {
      on: {
        schema: date('In force on this day.'),
        sql: (value) =>
          `t.valid_from <= ${value}::date and coalesce(t.valid_to, 'infinity') >= ${value}::date`,
      },
    },
  },
})

const createTaxCode = operation({
  id: 'createTaxCode',
  method: 'POST',
  path: '/api/v1/finance/tax-codes',
  summary: 'Create a tax code',
  description: 'Gives a code its rate from a day on. A code has one rate at a time.',
  scope: 'finance:write',
  roles: billingRoles,
  creates: TaxCode,
  audits: 'tax_code.created',
  response: TaxCode.schema,
  body: Type.Object({ ...required, ...Type.Partial(Type.Object(optional)).properties }),
  async handle({ tx, body, principal }) {
    if (body.validTo && body.validTo < body.validFrom)
      throw invalidFields([{ field: 'validTo', message: `must not lie before ${body.validFrom}` }])
    // Refused without an error of the database: two who insert at once would wait for each other.
    const row = await tx.first(sql<'createdTaxCode'>`
      insert into finance_tax_codes (workspace_id, id, code, name, rate_basis_points, category, exemption_reason,
          valid_from, valid_to)
      values (${principal.workspace.uuid}, ${newId('txc')}, ${body.code}, ${body.name}, ${body.rateBasisPoints},
          ${body.category}, ${body.exemptionReason ?? null}, ${body.validFrom}, ${body.validTo ?? null})
          on conflict on constraint finance_tax_codes_overlap do nothing returning id`)
    if (!row)
      throw conflict(`The code ${body.code} has a rate on one of these days already`, {
        details: [{ field: 'code', message: 'is taken by another tax code' }],
      })
    return TaxCode.get(tx, row.id)
  },
})

export const taxCodes = [listTaxCodes, getTaxCode, createTaxCode, updateTaxCode]

export interface TaxOnDay {
  code: string
  rateBasisPoints: number
  category: (typeof taxCategories)[number]
  exemptionReason: string | null
}

/** The code of what bears no tax, which every workspace has without setting it up. It may give it words of its own. */
export const noTax = 'NONE'
const builtIn: TaxOnDay = {
  code: noTax,
  rateBasisPoints: 0,
  category: 'O',
  exemptionReason: 'Not subject to tax',
}

/** What an invoice says of a category without tax. Of an exemption the law wants the paragraph, which nobody can guess. */
function reasonOf({ category, exemptionReason }: Omit<TaxOnDay, 'code'>): string | null {
  if (category === 'S' || category === 'Z') return null
  return exemptionReason ?? (category === 'E' ? null : taxCategoryLabels[category])
}

/** The taxes of these codes that are in force on a day, by their code. */
export async function taxesInForce(
  tx: Tx,
  day: string,
  codes: readonly string[],
): Promise<Map<string, TaxOnDay>> {
  const rows = await tx.rows(sql<'taxesOnDay', { category: TaxOnDay['category'] }>`
    select code, rate_basis_points as "rateBasisPoints", category, exemption_reason as "exemptionReason"
      from finance_tax_codes
     where code = any(${[...codes]}) and valid_from <= ${day}::date
       and coalesce(valid_to, 'infinity') >= ${day}::date`)
  const inForce = rows.map((row) => ({ ...row, exemptionReason: reasonOf(row) }))
  return new Map([[noTax, builtIn], ...inForce.map((row) => [row.code, row] as const)])
}

/** The tax codes of lines, on a day. @throws Problem `tax_code_not_valid_on` that names the field of the line. */
export async function taxesOn(
  tx: Tx,
  day: string,
  lines: readonly { taxCode: string; field: string }[],
): Promise<Map<string, TaxOnDay>> {
  const taxes = await taxesInForce(
    tx,
    day,
    lines.map(({ taxCode }) => taxCode),
  )
  const missing = lines.filter(({ taxCode }) => !taxes.has(taxCode))
  if (missing[0])
    throw taxCodeNotValid(`The tax code ${missing[0].taxCode} is not in force on ${day}`, {
      details: missing.map(({ field, taxCode }) => ({
        field,
        message: `${taxCode} is not in force on ${day}`,
        taxCode,
        on: day,
      })),
    })
  return taxes
}
