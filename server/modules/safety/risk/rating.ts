import { sql, type Tx } from '#platform/database/database.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import { nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import {
  cells,
  formatCell,
  icaoMatrix,
  likelihoodWords,
  type MatrixTable,
  notations,
  parseCell,
  parseLikelihood,
  parseSeverity,
  type Rating,
  severityWords,
} from '#rules/risk-matrix.ts'

const severityValues = [oneOf([...'ABCDE54321']), Type.Integer({ minimum: 1, maximum: 5 })] as const
const severityDescription =
  'A catastrophic to E negligible, as ICAO writes it, or 5 catastrophic to 1 negligible. A letter or a digit shows which.'
const likelihoodValues = [Type.Integer({ minimum: 1, maximum: 5 }), oneOf([...'54321EDCBA'])] as const
const likelihoodDescription =
  '5 frequent to 1 extremely improbable, as ICAO writes it, or E frequent to A. A digit or a letter shows which.'

/** A first rating, of which either part may be missing. */
export const initialRatingFields = {
  initialSeverity: Type.Optional(
    Type.Union([...severityValues, Type.Null()], { description: severityDescription }),
  ),
  initialLikelihood: Type.Optional(
    Type.Union([...likelihoodValues, Type.Null()], { description: likelihoodDescription }),
  ),
}

/** The parts that were sent, as ICAO writes them. */
export function readInitialRating<
  Body extends { initialSeverity?: string | number | null; initialLikelihood?: string | number | null },
>(body: Body) {
  const { initialSeverity, initialLikelihood } = body
  return {
    ...body,
    ...(initialSeverity === undefined ? {} : { initialSeverity: parseSeverity(initialSeverity ?? '') }),
    ...(initialLikelihood === undefined
      ? {}
      : { initialLikelihood: parseLikelihood(initialLikelihood ?? '') }),
  } as Omit<Body, 'initialSeverity' | 'initialLikelihood'> & {
    initialSeverity?: Rating['severity'] | null
    initialLikelihood?: Rating['likelihood'] | null
  }
}

/** A rating in a body: severity and likelihood, or one cell with its notation. */
export const ratingFields = {
  severity: Type.Optional(Type.Union([...severityValues], { description: severityDescription })),
  likelihood: Type.Optional(Type.Union([...likelihoodValues], { description: likelihoodDescription })),
  riskScore: Type.Optional(
    Type.String({
      pattern: '^[1-5][A-Ea-e]$',
      examples: ['3B'],
      'x-hint': 'a rating such as 3B',
      description: 'One cell in place of severity and likelihood. Send riskNotation with it.',
    }),
  ),
  notation: Type.Optional(
    oneOf(notations, {
      description:
        'How riskScore is written. icao: likelihood digit, severity letter (4E). reversed: severity digit (5 catastrophic), likelihood letter (E frequent), so that 3B is ICAO 2C.',
    }),
  ),
}

interface SaidRating {
  severity?: string | number
  likelihood?: string | number
  riskScore?: string
  notation?: (typeof notations)[number]
}

/** @throws Problem if the rating is missing, sent twice, or a cell without its notation. */
export function readRating(body: SaidRating): Rating {
  const { riskScore, notation } = body
  const refuse = (message: string, field: string, short: string) =>
    invalidRequest(message, { details: [{ field, message: short }] })
  if (riskScore !== undefined) {
    if (body.severity !== undefined || body.likelihood !== undefined)
      throw refuse(
        'Say the rating once: as riskScore, or as severity and likelihood',
        'riskScore',
        'cannot be sent with severity or likelihood',
      )
    const icao = parseCell(riskScore, 'icao')
    const reversed = parseCell(riskScore, 'reversed')
    if (!notation && icao && reversed)
      throw refuse(
        `${riskScore} alone can be read two ways: as ICAO ${formatCell(icao, 'icao')}, or reversed, which is ICAO ${formatCell(reversed, 'icao')}. Add notation "icao" or "reversed"`,
        'notation',
        'is required with riskScore: icao or reversed',
      )
    const rating = notation ? parseCell(riskScore, notation) : null
    if (rating) return rating
  }
  const severity = parseSeverity(body.severity ?? '')
  const likelihood = parseLikelihood(body.likelihood ?? '')
  if (!severity)
    throw refuse('A rating needs a severity: A to E, or 5 to 1', 'severity', 'must be A to E, or 5 to 1')
  if (!likelihood)
    throw refuse('A rating needs a likelihood: 5 to 1, or E to A', 'likelihood', 'must be 5 to 1, or E to A')
  return { severity, likelihood }
}

export const Matrix = Type.Object(
  {
    matrixVersion: Type.Integer({ description: '0 is the table of ICAO Doc 9859, 4th edition.' }),
    name: Type.String(),
    notation: oneOf(notations, { description: 'How this workspace writes a cell.' }),
    cells: Type.Array(
      Type.Object({
        icaoCell: Type.String({ examples: ['4E'] }),
        reversedCell: Type.String({ examples: ['1D'] }),
        severity: Type.String(),
        severityWord: Type.String(),
        likelihood: Type.Integer(),
        likelihoodWord: Type.String(),
        tolerability: oneOf(['acceptable', 'tolerable', 'intolerable']),
      }),
    ),
    createdByName: nullable(Type.String()),
    createdAt: nullable(Type.String({ format: 'date-time' })),
  },
  { title: 'RiskMatrixVersion' },
)

export interface StoredMatrix {
  id: string | null
  version: number
  name: string
  notation: (typeof notations)[number]
  table: MatrixTable
  createdByName: string | null
  createdAt: string | null
}

const icao: StoredMatrix = {
  id: null,
  version: 0,
  name: 'ICAO Doc 9859, 4th edition',
  notation: 'icao',
  table: icaoMatrix,
  createdByName: null,
  createdAt: null,
}

/** The matrices of the workspace, the newest first. The matrix of ICAO is always the last. */
export async function matrices(tx: Tx): Promise<StoredMatrix[]> {
  const own = await tx.rows(sql<'ownMatrices', { table: MatrixTable }>`
    select id, matrix_version as version, name, notation, cells as table, created_by_name as "createdByName",
           to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt"
      from risk_matrices order by matrix_version desc`)
  return [...own, icao]
}

/** The current matrix. */
export async function currentMatrix(tx: Tx): Promise<StoredMatrix> {
  return (await matrices(tx))[0] ?? icao
}

export function matrixForm({ version, name, notation, table, createdByName, createdAt }: StoredMatrix) {
  return {
    matrixVersion: version,
    name,
    notation,
    cells: cells.map((icaoCell) => {
      const rating = parseCell(icaoCell, 'icao') as Rating
      return {
        icaoCell,
        reversedCell: formatCell(rating, 'reversed'),
        severity: rating.severity,
        severityWord: severityWords[rating.severity],
        likelihood: rating.likelihood,
        likelihoodWord: likelihoodWords[rating.likelihood],
        tolerability: table[icaoCell],
      }
    }),
    createdByName,
    createdAt,
  }
}
