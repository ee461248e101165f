import { sql, type Tx } from '#platform/database/database.ts'
import { changesBetween } from '#platform/events/record.ts'
import { Attachment } from '#platform/files/stored-file.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { conflict, problem, ruleBroken } from '#platform/kernel/problem.ts'
import { recordKind } from '#platform/kernel/record-kind.ts'
import { date, id, instant, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { declarationDueOn, elementCodes, elements } from '#rules/part-5.ts'
import { riskRoles } from '#server/roles.ts'

const statuses = ['not_started', 'partial', 'implemented', 'verified', 'not_applicable'] as const
const Evidence = Type.Object({
  id: id('evd'),
  title: Type.String(),
  kind: oneOf(['document', 'record', 'link', 'statement']),
  reference: nullable(Type.String()),
  note: nullable(Type.String()),
  file: nullable(Attachment),
  addedByName: Type.String(),
  createdAt: instant(),
})
export const BoardElement = Type.Object(
  {
    element: Type.String({ examples: ['5.71(a)(3)'] }),
    title: Type.String(),
    hint: Type.String({ description: 'Where in Apron its evidence is created.' }),
    status: oneOf(statuses),
    reason: nullable(Type.String({ description: 'Why it does not apply.' })),
    gaps: nullable(Type.String()),
    owner: nullable(Type.String()),
    targetOn: nullable(date()),
    implementedByName: nullable(Type.String()),
    verifiedByName: nullable(Type.String()),
    verifiedAt: nullable(instant()),
    evidence: Type.Array(Evidence),
  },
  { title: 'ComplianceElement' },
)
export type BoardLine = Static<typeof BoardElement>

export const elementKind = recordKind({
  name: 'compliance_element',
  prefix: null,
  title: { one: 'element of part 5', many: 'elements of part 5' },
  page: '/safety/compliance',
})

const declarationKind = recordKind({
  name: 'compliance_declaration',
  prefix: 'dcl',
  title: { one: 'declaration of compliance', many: 'declarations of compliance' },
  page: '/safety/compliance',
})

export const Declared = Type.Object({ id: id('dcl'), declaredByName: Type.String(), declaredAt: instant() })
export const declared = eventType('compliance.declared', {
  stability: 'beta',
  when: 'the accountable executive declares compliance with 14 CFR part 5',
  subject: 'compliance_declaration',
  data: Declared,
  scope: 'safety:read',
})
const otherPerson = problem('verified_by_another', 422, {
  meaning: 'The member who marked an element as implemented cannot verify it',
  fix: 'Ask another safety manager, the accountable executive or an admin to verify it.',
})

const iso = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)

/** Every element of part 5 with its current status. */
export async function readBoard(tx: Tx): Promise<BoardLine[]> {
  const stored = await tx.rows(sql<'complianceBoard', Pick<BoardLine, 'element' | 'status' | 'evidence'>>`
    select t.element, coalesce(e.status, 'not_started') as status, e.reason, e.gaps, e.owner,
           to_char(e.target_on, 'YYYY-MM-DD') as "targetOn",
           e.implemented_by_name as "implementedByName", e.verified_by_name as "verifiedByName",
           ${iso('e.verified_at')} as "verifiedAt",
           coalesce((
             select json_agg(json_build_object(
                      'id', v.id, 'title', v.title, 'kind', v.kind, 'reference', v.reference, 'note', v.note,
                      'file', case when f.id is not null then json_build_object(
                        'id', f.id, 'name', f.name, 'contentType', f.content_type, 'sizeBytes',
                        f.size_bytes) end,
                      'addedByName', v.added_by_name, 'createdAt', ${iso('v.created_at')}) order by v.id)
               from compliance_evidence v
               left join files f on f.workspace_id = v.workspace_id and f.id = v.file_id
              where v.element = t.element), '[]') as evidence
      from unnest(${elementCodes}::text[]) with ordinality as t(element, at)
      left join compliance_elements e on e.element = t.element
     order by t.at`)
  return stored.map((line, index) => ({
    ...line,
    title: elements[index]?.title ?? '',
    hint: elements[index]?.hint ?? '',
  }))
}

export async function readElement(tx: Tx, element: string): Promise<BoardLine> {
  const line = (await readBoard(tx)).find((candidate) => candidate.element === element)
  if (!line) throw new Error(`There is no element ${element}`)
  return line
}

export const listCompliance = operation({
  id: 'listCompliance',
  method: 'GET',
  path: '/api/v1/sms/compliance',
  summary: 'Get the compliance board',
  description:
    'Every element of 14 CFR part 5 with its status and evidence, and the declarations of compliance.',
  scope: 'safety:read',
  roles: 'staff',
  response: Type.Object({
    items: Type.Array(BoardElement),
    total: Type.Integer(),
    page: Type.Integer(),
    per_page: Type.Integer(),
    total_pages: Type.Integer(),
    next_cursor: Type.Null(),
    counts: Type.Record(Type.String(), Type.Integer()),
    declarationDueOn: date('By when Part 135 and 91.147 holders declare compliance (5.9).'),
    declarations: Type.Array(
      Type.Object({
        id: id('dcl'),
        statement: Type.String(),
        declaredByName: Type.String(),
        declaredAt: instant(),
      }),
    ),
  }),
  async handle({ tx }) {
    const items = await readBoard(tx)
    const declarations = await tx.rows(sql<'declarations'>`
      select id, statement, declared_by_name as "declaredByName", ${iso('declared_at')} as "declaredAt"
        from compliance_declarations order by declared_at desc`)
    const counts = Object.fromEntries(
      statuses.map((status) => [status, items.filter((item) => item.status === status).length]),
    )
    const page = { total: items.length, page: 1, per_page: items.length, total_pages: 1, next_cursor: null }
    return { items, ...page, counts, declarationDueOn, declarations }
  },
})

export const byElement = Type.Object({
  element: oneOf(elementCodes, { description: 'A section of 14 CFR Part 5.' }),
})

export const setCompliance = operation({
  id: 'setCompliance',
  method: 'PUT',
  path: '/api/v1/sms/compliance/:element',
  summary: 'Update an element of part 5',
  description:
    'Sets the status of the element. not_applicable needs a reason. verified follows implemented, needs evidence, and is set by another person, who signs in.',
  scope: 'safety:write',
  roles: [...riskRoles, 'accountable_executive'],
  audits: 'compliance_element.updated',
  params: byElement,
  body: Type.Object({
    status: oneOf(statuses),
    reason: Type.Optional(nullable(text(3, 2_000))),
    gaps: Type.Optional(nullable(text(1, 5_000))),
    owner: Type.Optional(nullable(text(1, 200))),
    targetOn: Type.Optional(nullable(date())),
  }),
  response: BoardElement,
  async handle({ tx, params, body, principal, now, emit }) {
    const actor = actorOf(principal)
    await tx.run(sql`
      insert into compliance_elements (workspace_id, element)
      values (${principal.workspace.uuid}, ${params.element})
      on conflict do nothing`)
    const held = await tx.one(sql<'complianceImplementer'>`
      select implemented_by from compliance_elements where element = ${params.element} for update`)
    const before = await readElement(tx, params.element)
    const reason = body.reason === undefined ? before.reason : body.reason
    if (body.status === 'not_applicable' && !reason)
      throw ruleBroken('An element that does not apply needs a reason', {
        details: [{ field: 'reason', message: 'is required with not_applicable' }],
      })
    if (body.status === 'verified') requireVerifiable(before, held.implemented_by, principal.kind, actor.id)
    const isVerified = body.status === 'verified'
    const isNew = body.status === 'implemented' && before.status !== 'implemented'
    await tx.run(sql`
      update compliance_elements
         set status = ${body.status}, reason = ${reason},
           gaps = ${body.gaps === undefined ? before.gaps : body.gaps},
           owner = ${body.owner === undefined ? before.owner : body.owner},
           target_on = ${body.targetOn === undefined ? before.targetOn : body.targetOn},
           implemented_by =
             ${isNew ? actor.id : isVerified || body.status === 'implemented' ? held.implemented_by : null},
           implemented_by_name =
             ${isNew ? actor.name : isVerified || body.status === 'implemented' ? before.implementedByName : null},
           verified_by = ${isVerified ? actor.id : null},
           verified_by_name = ${isVerified ? actor.name : null}, verified_at = ${isVerified ? now : null}
       where element = ${params.element}`)
    const after = await readElement(tx, params.element)
    emit({
      type: 'compliance_element.updated',
      subject: { type: elementKind.name, id: params.element, label: `${params.element} ${after.title}` },
      changes: changesBetween(before, after),
    })
    return after
  },
})

function requireVerifiable(before: BoardLine, implementedBy: string | null, kind: string, actorId: string) {
  if (kind !== 'user') throw otherPerson('A person verifies an element, signed in; no API key can')
  if (before.status === 'verified')
    throw conflict(`${before.verifiedByName} has already verified this element`)
  if (before.status !== 'implemented')
    throw ruleBroken(`This element is ${before.status}. Only an implemented element can be verified`)
  if (before.evidence.length === 0) throw ruleBroken('Add evidence before you verify this element')
  if (implementedBy === actorId) throw otherPerson()
}

export const declareCompliance = operation({
  id: 'declareCompliance',
  method: 'POST',
  path: '/api/v1/sms/compliance/declarations',
  summary: 'Declare compliance with part 5',
  description:
    'The accountable executive declares compliance once every element is implemented, verified or not applicable. The declaration is permanent.',
  access: 'session',
  roles: ['accountable_executive'],
  emits: declared,
  body: Type.Object({ statement: text(3, 10_000) }),
  status: 201,
  response: Declared,
  async handle({ tx, body, principal, now, emit }) {
    const board = await readBoard(tx)
    const open = board.filter(({ status }) => status === 'not_started' || status === 'partial')
    if (open.length > 0)
      throw ruleBroken(
        `${open.length} elements are not implemented yet: ${open.map(({ element }) => element).join(', ')}`,
      )
    const declarationId = newId('dcl')
    await tx.run(sql`
      insert into compliance_declarations (workspace_id, id, statement, declared_by, declared_by_name,
          declared_at, board)
      values (${principal.workspace.uuid}, ${declarationId}, ${body.statement}, ${principal.userId},
          ${principal.displayName}, ${now}, ${JSON.stringify(board)})`)
    const data = { id: declarationId, declaredByName: principal.displayName, declaredAt: now.toISOString() }
    emit({
      type: declared,
      subject: { type: declarationKind.name, id: declarationId, label: 'Part 5' },
      data,
    })
    return data
  },
})
