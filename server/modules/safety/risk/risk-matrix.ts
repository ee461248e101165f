import { sql } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { conflict, ruleBroken } from '#platform/kernel/problem.ts'
import { recordKind } from '#platform/kernel/record-kind.ts'
import { oneOf, Type, text } from '#platform/kernel/schema.ts'
import { cells, type MatrixTable, matrixFlaw, notations, tolerabilities } from '#rules/risk-matrix.ts'
import { currentMatrix, Matrix, matrices, matrixForm } from './rating.ts'

const riskMatrixKind = recordKind({
  name: 'risk_matrix',
  prefix: 'rmx',
  title: { one: 'risk matrix', many: 'risk matrices' },
  page: '/safety/risk-matrix',
})

export const getRiskMatrix = operation({
  id: 'getRiskMatrix',
  method: 'GET',
  path: '/api/v1/safety/risk-matrix',
  summary: 'Get the risk matrix',
  description:
    'The current risk matrix and the earlier versions, the newest first. The last is the matrix of ICAO.',
  scope: 'safety:read',
  roles: 'staff',
  response: Type.Object({ current: Matrix, versions: Type.Array(Matrix) }),
  async handle({ tx }) {
    const all = (await matrices(tx)).map(matrixForm)
    return { current: all[0], versions: all } as never
  },
})

export const defineRiskMatrix = operation({
  id: 'defineRiskMatrix',
  method: 'PUT',
  path: '/api/v1/safety/risk-matrix',
  summary: 'Update the risk matrix',
  description:
    'Adds a new version, which is then the current one. Earlier assessments keep their version. A milder or rarer cell may not be worse than its neighbor; 5A is intolerable, and 1E acceptable.',
  scope: 'safety:write',
  roles: ['safety_manager', 'accountable_executive'],
  audits: 'risk_matrix.defined',
  body: Type.Object({
    name: text(1, 200),
    notation: Type.Optional(oneOf(notations)),
    cells: Type.Object(Object.fromEntries(cells.map((cell) => [cell, oneOf(tolerabilities)])), {
      description: 'All 25 cells, in ICAO notation: likelihood digit, severity letter.',
    }),
  }),
  response: Matrix,
  refusals: {
    risk_matrices_version: () =>
      conflict('Another member has just changed the matrix. Check it, then send yours again'),
  },
  async handle({ tx, body, principal, emit }) {
    const table = body.cells as unknown as MatrixTable
    const flaw = matrixFlaw(table)
    if (flaw) throw ruleBroken(flaw, { details: [{ field: 'cells', message: flaw }] })
    const id = newId('rmx')
    const before = await currentMatrix(tx)
    await tx.run(sql`
      insert into risk_matrices (workspace_id, id, matrix_version, name, notation, cells, created_by_name)
      values (${principal.workspace.uuid}, ${id}, ${before.version + 1}, ${body.name},
          ${body.notation ?? before.notation}, ${JSON.stringify(table)}, ${actorOf(principal).name})`)
    emit({
      type: 'risk_matrix.defined',
      subject: { type: riskMatrixKind.name, id, label: body.name },
      changes: cells.flatMap((cell) =>
        before.table[cell] === table[cell]
          ? []
          : [{ field: cell, before: before.table[cell], after: table[cell] }],
      ),
    })
    return matrixForm(await currentMatrix(tx))
  },
})
