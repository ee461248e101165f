import type { ModuleFixtures } from '#platform/testing/fixtures.ts'
import { imageOf } from '#platform/testing/image.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { elementCodes } from '#rules/part-5.ts'
import { icaoMatrix } from '#rules/risk-matrix.ts'

const sms = '/api/v1/sms'
const safety = '/api/v1/safety'

/** A workspace that takes reports from anybody. */
async function reportedBy(of: TestWorkspace) {
  const space = await of.another()
  const { data } = await space.anybody.post(`${sms}/public/anonymous-report`, report(space))
  return data as { trackingCode: string; uploadToken: string }
}

const report = ({ slug }: TestWorkspace) => ({
  workspace: slug,
  type: 'hazard',
  category: 'ground_operations',
  title: 'Fuel hose left on the taxiway',
  description: 'The hose of the self-serve pump lay across the taxi line after dark, and nobody had seen it.',
})

/** A change of which every hazard is assessed as tolerable. */
async function assessedChange({ made }: TestWorkspace): Promise<string> {
  const { id } = await made(`${safety}/changes`, {
    title: 'A second base at Greeley',
    kind: 'base',
    description: 'Two aircraft move to KGXY in May.',
  })
  const hazard = await made(`${safety}/hazards`, {
    title: 'No fuel quality checks at KGXY',
    consequence: 'Engine failure after take-off',
    category: 'maintenance',
  })
  const path = `${safety}/changes/${id}`
  await made(`${path}/hazards`, { hazardId: hazard.id })
  await made(`${safety}/risk-assessments`, { hazardId: hazard.id, severity: 'A', likelihood: 1 })
  return path
}

export const prepared: ModuleFixtures['prepared'] = {
  getReportForm: async (of) => ({ path: `${sms}/public/forms/${(await of.another()).slug}` }),
  submitAnonymousReport: async (of) => ({
    path: `${sms}/public/anonymous-report`,
    body: report(await of.another()),
  }),
  sendAnonymousPhotograph: async (of) => ({
    path: `${sms}/public/anonymous-report/photographs/${(await reportedBy(of)).uploadToken}`,
    headers: { 'content-type': 'image/png' },
    body: await imageOf(60, 40),
  }),
  async followReport(of) {
    const { trackingCode } = await reportedBy(of)
    return { path: `${sms}/public/reports/follow`, body: { trackingCode } }
  },
  async writeAnonymousMessage(of) {
    const { trackingCode } = await reportedBy(of)
    return {
      path: `${sms}/public/reports/messages`,
      body: { trackingCode, text: 'It lies there again tonight.' },
    }
  },
  async moveInvestigation({ app, made, as }) {
    const { userId } = await as('investigator', { roles: ['safety_manager'] })
    const [lead] = await app.sql<{ id: string }>('select id from members where user_id = $1', [userId])
    const { id } = await made(`${sms}/investigations`, { title: 'The hose', leadMemberId: lead?.id })
    return { path: `${sms}/investigations/${id}/status`, body: { status: 'data_collection' } }
  },
  // Of a workspace of its own: it judges every risk that is assessed after it.
  async defineRiskMatrix(of) {
    const cells = { ...icaoMatrix, '5D': 'intolerable' }
    return {
      path: `${safety}/risk-matrix`,
      caller: (await of.another()).owner,
      body: { name: 'Ours, stricter', cells },
    }
  },
  async acceptRisk({ made, as }) {
    const { id } = await made(`${safety}/risk-assessments`, { title: 'Icing', severity: 'C', likelihood: 3 })
    const caller = await as('executive', { roles: ['accountable_executive'] })
    return { path: `${safety}/risk-assessments/${id}/accept`, caller, body: {} }
  },
  approveChange: async (of) => ({ path: `${await assessedChange(of)}/approve`, body: {} }),
  async implementChange(of) {
    const path = await assessedChange(of)
    await of.made(`${path}/approve`, {})
    return { path: `${path}/implement` }
  },
  async reviewChange(of) {
    const path = await assessedChange(of)
    await of.made(`${path}/approve`, {})
    await of.made(`${path}/implement`)
    return { path: `${path}/review`, body: { reviewNote: 'Works as it should' } }
  },
  async addSpiEntry({ made, next }) {
    const { id } = await made(`${safety}/spis`, {
      name: `Hard landings ${next()}`,
      numerator: 'manual',
      denominator: 'hours',
      denominatorSource: 'manual',
      per: 1_000,
      period: 'rolling_30',
      direction: 'lower_is_better',
      watch: 1,
      warning: 2,
      critical: 5,
    })
    const entryOn = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
    return { path: `${safety}/spis/${id}/entries`, body: { entryOn, count: 1, exposure: 400 } }
  },
  async makeMeetingCpa({ made }) {
    const { id } = await made(`${sms}/meetings`, {
      title: 'Safety review board, Q2',
      kind: 'review_board',
      heldAt: '2026-06-30T15:00:00.000Z',
      actions: [{ what: 'Repair the fence', owner: 'Airport manager', dueOn: '2026-07-15' }],
    })
    return { path: `${sms}/meetings/${id}/cpas`, body: { action: 0, kind: 'corrective', priority: 'high' } }
  },
  async declareCompliance(of) {
    const space = await of.another()
    for (const element of elementCodes)
      await space.owner.put(`${sms}/compliance/${encodeURIComponent(element)}`, { status: 'implemented' })
    const caller = await space.as('executive', { roles: ['accountable_executive'] })
    return { path: `${sms}/compliance/declarations`, caller, body: { statement: 'We comply with part 5.' } }
  },
  async getEvidenceFile({ owner }) {
    const path = `${sms}/compliance/5.57/evidence`
    const { data } = await owner.send('POST', `${path}/files?filename=manual.pdf&title=SMS%20manual`, {
      headers: { 'content-type': 'application/pdf' },
      body: '%PDF-1.7 chapter 3',
    })
    return { path: `${path}/${data.evidence.at(-1).id}/file` }
  },
}
