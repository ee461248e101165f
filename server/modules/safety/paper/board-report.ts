import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { digits, newPaper, type Paper, paperAnswer, type Trend } from '#platform/paper/paper.ts'
import { safetyReaders } from '#server/roles.ts'
import { type Measured, measure } from '../assurance/measure.ts'
import { readMetrics } from '../assurance/metrics.ts'
import { Spi, type SpiForm, unitOf } from '../assurance/spi.ts'
import { type BoardLine, readBoard } from '../policy/compliance.ts'
import { Hazard } from '../risk/hazard.ts'
import { currentMatrix } from '../risk/rating.ts'
import { todayOf } from '../today.ts'
import { matrixGrid } from './matrix.ts'

type HazardForm = Static<typeof Hazard.schema>
const words = (text: string) => {
  const spaced = text.replaceAll('_', ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
const levelWords: Record<string, string> = { insufficient: 'Too little flying to tell' }

async function writeRisks(tx: Tx, paper: Paper, withRegister: boolean): Promise<void> {
  const { hazards } = await readMetrics(tx)
  const { table, notation, name } = await currentMatrix(tx)
  paper.heading('Where the risks stand')
  paper.paragraph(
    `Hazards that are not closed, by the matrix "${name}", cells in ${notation === 'icao' ? 'ICAO' : 'reversed'} notation.`,
  )
  paper.grids([
    matrixGrid({ title: 'Initial risk', table, notation }, hazards.byInitialCell),
    matrixGrid({ title: 'Residual risk', table, notation }, hazards.byResidualCell),
  ])
  if (!withRegister) return
  const rows = await tx.composed<HazardForm>(
    `${Hazard.select} where t.status <> 'closed' order by t.created_at desc, t.id desc limit 1000`,
    [],
  )
  const cell = (rating: HazardForm['initial']) =>
    rating
      ? `${notation === 'icao' ? rating.icaoCell : rating.reversedCell} ${words(rating.tolerability)}`
      : 'Not assessed'
  paper.heading('Risk register')
  paper.table(
    [
      { title: 'Hazard', share: 5 },
      { title: 'Consequence', share: 5 },
      { title: 'Initial', share: 2.7 },
      { title: 'Residual', share: 2.7 },
      { title: 'Controls', share: 1.8 },
      { title: 'Owner', share: 2.4 },
      { title: 'Review on', share: 2.6 },
    ],
    rows.map((hazard) => [
      hazard.title,
      hazard.consequence,
      cell(hazard.initial),
      hazard.residual ? cell(hazard.residual) : '–',
      String(hazard.controlCount),
      hazard.owner ?? '–',
      hazard.reviewOn ?? '–',
    ]),
  )
}

async function writeIndicators(tx: Tx, paper: Paper, now: Date): Promise<void> {
  const spis = await tx.composed<SpiForm>(
    `${Spi.select} where t.status = 'active' order by lower(t.name), t.id limit 100`,
    [],
  )
  paper.heading('Indicators', 190)
  if (spis.length === 0) paper.paragraph('There are no indicators.')
  for (const spi of spis) {
    const points = await measure(tx, spi, now, 12)
    const latest = points.at(-1)
    paper.room(190)
    paper.paragraph(
      `${spi.name}: ${digits(latest?.rate ?? null)} ${unitOf(spi)}, 95 % interval ${digits(latest?.lower ?? null)} to ${digits(latest?.upper ?? null)}. ` +
        `${words(levelWords[latest?.level ?? ''] ?? latest?.level ?? '')}. ${words(spi.period)}; ${latest?.events ?? 0} in ${digits(latest?.exposure ?? 0)} ${spi.denominator}. Hollow points have too little flying behind them to tell.`,
    )
    paper.trend(trendOf(spi, points))
  }
}

const trendOf = (spi: SpiForm, points: readonly Measured[]): Trend => ({
  unit: unitOf(spi),
  limits: [
    { name: 'Watch', value: spi.watch, tone: 'neutral', dash: 2 },
    { name: 'Warning', value: spi.warning, tone: 'amber', dash: 5 },
    { name: 'Critical', value: spi.critical, tone: 'red', dash: 0 },
  ],
  points: points.map(({ to, rate, lower, upper, level }) => ({
    name: to.slice(0, 10),
    value: rate,
    lower,
    upper,
    isHollow: level === 'insufficient',
  })),
})

const counted = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([name, count]) => `${words(name)} ${count}`)
    .join(', ') || 'none'

function writeCompliance(paper: Paper, board: BoardLine[], withEvidence: boolean): void {
  paper.heading('14 CFR part 5')
  paper.table(
    [
      { title: 'Element', share: 1.8 },
      { title: 'Title', share: 5 },
      { title: 'Status', share: 2.2 },
      { title: 'Implemented by', share: 2.4 },
      { title: 'Verified by', share: 2.4 },
      { title: 'Gaps', share: 4 },
    ],
    board.map((line) => [
      line.element,
      line.title,
      words(line.status),
      line.implementedByName ?? '–',
      line.verifiedByName ? `${line.verifiedByName}, ${line.verifiedAt?.slice(0, 10)}` : '–',
      line.reason ?? line.gaps ?? '–',
    ]),
  )
  if (!withEvidence) return
  paper.heading('Evidence')
  for (const line of board.filter(({ evidence }) => evidence.length > 0)) {
    paper.paragraph(`${line.element} ${line.title}`)
    paper.table(
      [
        { title: 'Evidence', share: 4 },
        { title: 'Kind', share: 1.5 },
        { title: 'Where it is', share: 4 },
        { title: 'Note', share: 4 },
        { title: 'Added by', share: 2.5 },
      ],
      line.evidence.map(({ title, kind, file, reference, note, addedByName, createdAt }) => [
        title,
        words(kind),
        file?.name ?? reference ?? '–',
        note ?? '–',
        `${addedByName}, ${createdAt.slice(0, 10)}`,
      ]),
    )
  }
}

const asPaper = { ...paperAnswer, scope: 'safety:read', roles: safetyReaders } as const

export const getBoardReport = operation({
  ...asPaper,
  id: 'getBoardReport',
  path: '/api/v1/sms/board-report.pdf',
  summary: 'Get the board report as PDF',
  description: 'The safety report for the board meeting: reports, risks, indicators, actions and compliance.',
  async handle({ tx, principal, now }) {
    const paper = newPaper({ title: 'Safety board report', workspace: principal.workspace.name, now })
    const metrics = await readMetrics(tx)
    paper.heading('At a glance')
    paper.table(
      [
        { title: 'What', share: 2 },
        { title: 'How it stands', share: 5 },
      ],
      [
        ['Reports', counted(metrics.reports.byStatus)],
        ['Reports by category', counted(metrics.reports.byCategory)],
        [
          'Investigations',
          `${counted(metrics.investigations.byStatus)}; open ${metrics.investigations.open}; preliminary reports overdue ${metrics.investigations.preliminaryOverdue}`,
        ],
        [
          'Corrective and preventive actions',
          `${counted(metrics.cpas.byStatus)}; not closed ${metrics.cpas.open}; overdue ${metrics.cpas.overdue}; awaiting verification ${metrics.cpas.awaitingVerification}`,
        ],
        [
          'Hazards',
          `${counted(metrics.hazards.byStatus)}; reviews overdue ${metrics.hazards.reviewOverdue}; not assessed ${metrics.hazards.unassessed}`,
        ],
        ['Risks as they stand', counted(metrics.hazards.byTolerability)],
        ['Controls', `${counted(metrics.controls.byStatus)}; overdue ${metrics.controls.overdue}`],
        ['Indicators', counted(metrics.indicators.byLevel)],
        ['Audit findings', `open ${metrics.audits.openFindings}`],
        ['Changes', counted(metrics.changes.byStatus)],
        ['Notifications of hazards', `not acknowledged ${metrics.notifications.unacknowledged}`],
      ],
    )
    paper.heading('Reports by month of occurrence')
    paper.bars(
      metrics.reports.byMonth.map(({ month, counts }) => ({
        name: month.slice(2),
        value: Object.values(counts).reduce((sum, count) => sum + count, 0),
      })),
    )
    await writeRisks(tx, paper, false)
    await writeIndicators(tx, paper, now)
    writeCompliance(paper, await readBoard(tx), false)
    return paper.finish('safety-board-report.pdf')
  },
})

export const getRiskRegister = operation({
  ...asPaper,
  id: 'getRiskRegister',
  path: '/api/v1/safety/risk-register.pdf',
  summary: 'Get the risk register as PDF',
  description: 'The hazards with their assessments and controls, and the risk matrices.',
  async handle({ tx, principal, now }) {
    const paper = newPaper({ title: 'Risk register', workspace: principal.workspace.name, now })
    await writeRisks(tx, paper, true)
    return paper.finish('risk-register.pdf')
  },
})

export const getIndicatorReport = operation({
  ...asPaper,
  id: 'getIndicatorReport',
  path: '/api/v1/safety/indicators.pdf',
  summary: 'Get the indicator report as PDF',
  description: 'The safety performance indicators with their charts and thresholds.',
  async handle({ tx, principal, now }) {
    const paper = newPaper({
      title: 'Safety performance indicators',
      workspace: principal.workspace.name,
      now,
    })
    await writeIndicators(tx, paper, now)
    return paper.finish('safety-indicators.pdf')
  },
})

export const getEvidencePackage = operation({
  ...asPaper,
  id: 'getEvidencePackage',
  path: '/api/v1/sms/compliance/evidence-package.pdf',
  summary: 'Get the evidence package as PDF',
  description:
    'The compliance board with every element of part 5 and its evidence, the declarations and the key personnel.',
  async handle({ tx, principal, now }) {
    const paper = newPaper({
      title: '14 CFR part 5: evidence package',
      workspace: principal.workspace.name,
      now,
    })
    const people = await tx.rows(sql<'keyPersonnelOnPaper'>`
      select function, name, contact, to_char(since_on, 'YYYY-MM-DD') as since from key_personnel k
       where until_on is null or until_on >= ${sql.raw(todayOf('k'))} order by since_on, id`)
    const declarations = await tx.rows(sql<'declarationsOnPaper'>`
      select statement, declared_by_name as by, to_char(declared_at, 'YYYY-MM-DD') as at
        from compliance_declarations order by declared_at`)
    for (const { statement, by, at } of declarations)
      paper.paragraph(`Declared by ${by} on ${at}: ${statement}`)
    paper.heading('Key personnel')
    paper.table(
      [
        { title: 'Function', share: 3 },
        { title: 'Name', share: 3 },
        { title: 'Contact', share: 3 },
        { title: 'Since', share: 2 },
      ],
      people.map((person) => [words(person.function), person.name, person.contact ?? '–', person.since]),
    )
    writeCompliance(paper, await readBoard(tx), true)
    return paper.finish('part-5-evidence-package.pdf')
  },
})
