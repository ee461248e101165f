import { bindWorkspace } from '#platform/database/bind-workspace.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { type ExaminedFile, examineFile, fileNotTaken, pictureUpload } from '#platform/files/examine.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { date, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { fileReport, maxPhotosPerAnonymousReport, toTheHour } from './file-report.ts'
import { messagesOf, writeMessage } from './message.ts'
import { reportStatuses, toldFields } from './report.ts'
import { reportFiles } from './report-file.ts'
import { secretHash } from './tracking-code.ts'

const slug = text(1, 100, 'The workspace, as it stands in the address of its form.')
// Nothing of the caller is kept, counted elsewhere than in memory, or logged.
const unnamed = {
  access: 'public',
  system: true,
  limit: 'anonymous',
  anonymous: true,
  stability: 'beta',
} as const

/** The workspace whose form this is. One that does not take reports looks exactly like one that is not there. */
async function workspaceBySlug(tx: Tx, wanted: string) {
  const found = await tx.first(sql<'reportingWorkspace'>`
    select workspace_id as uuid, id, name, timezone
      from workspaces where slug = ${wanted} and 'safety' = any (modules)`)
  if (!found) throw notFound('There is no form for safety reports at this address')
  await bindWorkspace(tx, found.uuid)
  return found
}

export const getReportForm = operation({
  ...unnamed,
  id: 'getReportForm',
  method: 'GET',
  path: '/api/v1/sms/public/forms/:slug',
  summary: 'Whose form for safety reports this is',
  // Opening the form must not use up what sending it needs.
  limit: 'default',
  params: Type.Object({ slug }),
  response: Type.Object({ workspaceName: Type.String(), timezone: Type.String() }),
  async handle({ tx, params }) {
    const { name, timezone } = await workspaceBySlug(tx, params.slug)
    return { workspaceName: name, timezone }
  },
})

export const submitAnonymousReport = operation({
  ...unnamed,
  id: 'submitAnonymousReport',
  method: 'POST',
  path: '/api/v1/sms/public/anonymous-report',
  summary: 'Report anonymously, without an account',
  description: `Of the sender nothing is kept: no address, no user agent, no request id, and no time more exact than the hour. Answers a tracking code, shown once, and a token to send up to ${maxPhotosPerAnonymousReport} photographs with.`,
  body: Type.Object({ workspace: slug, ...toldFields }),
  response: Type.Object({
    code: Type.String(),
    trackingCode: Type.String(),
    uploadToken: Type.String({
      description: 'For photographs, in the address of `sendAnonymousPhotograph`.',
    }),
    uploadsLeft: Type.Integer(),
  }),
  status: 201,
  async handle({ tx, body: { workspace: wanted, ...told }, services, now }) {
    const workspace = await workspaceBySlug(tx, wanted)
    const filed = await fileReport(tx, services.secrets, {
      workspace,
      mode: 'anonymous',
      principal: null,
      source: 'public',
      told,
      now,
    })
    const { code, trackingCode, uploadToken } = filed
    return { code, trackingCode, uploadToken, uploadsLeft: maxPhotosPerAnonymousReport }
  },
})

export const sendAnonymousPhotograph = operation({
  ...unnamed,
  id: 'sendAnonymousPhotograph',
  method: 'POST',
  path: '/api/v1/sms/public/anonymous-report/photographs/:token',
  summary: 'Send a photograph to an anonymous report',
  description:
    'The body is a JPEG, PNG or WebP picture. It is drawn anew: place, time and camera that were written into it are gone, and its name is not asked for.',
  params: Type.Object({ token: text(10, 60) }),
  upload: pictureUpload,
  response: Type.Object({ uploadsLeft: Type.Integer() }),
  status: 201,
  // Read and drawn before the transaction: whoever sends it byte by byte holds no connection of ours meanwhile.
  // Who has no token makes us draw nothing.
  async prepare({ params, upload, services }) {
    const known = await services.database.system((tx) =>
      tx.first(sql`
        select
          from safety_report_followups where upload_hash = ${secretHash(params.token)} and uploads_left > 0`),
    )
    if (!known) throw tokenTakesNothing()
    return examineFile(upload, { picturesOnly: true })
  },
  async handle({ tx, params, prepared, services, now }) {
    const found = await tx.first(sql<'photographSlot'>`
      update safety_report_followups f set uploads_left = uploads_left - 1
       where upload_hash = ${secretHash(params.token)}
         and uploads_left > 0
         and exists (select
                       from safety_reports r
                      where r.workspace_id = f.workspace_id
                        and r.id = f.report_id
                        and r.deleted_at is null
                        and r.status = 'new')
       returning workspace_id as uuid, report_id as id, uploads_left as left`)
    if (!found) throw tokenTakesNothing()
    await bindWorkspace(tx, found.uuid)
    await reportFiles.add(tx, services, {
      workspaceUuid: found.uuid,
      recordId: found.id,
      file: prepared as ExaminedFile,
      filename: null,
      at: toTheHour(now),
    })
    return { uploadsLeft: found.left }
  },
})

const tokenTakesNothing = () =>
  fileNotTaken('This token takes no photograph: it is unknown, or used up, or the report is being worked on')

const fewerThan = 5

export const checkIdentifying = operation({
  ...unnamed,
  id: 'checkIdentifying',
  method: 'POST',
  path: '/api/v1/sms/public/identifying-check',
  summary: 'Whether an aircraft and a day together would point to somebody',
  description:
    'True where fewer than five people flew the aircraft that day, and also where nobody did or the aircraft is unknown, so that the answer tells nothing of who flew what.',
  body: Type.Object({ workspace: slug, aircraftRegistration: text(2, 20), date: date() }),
  response: Type.Object({ isIdentifying: Type.Boolean() }),
  async handle({ tx, body }) {
    const workspace = await workspaceBySlug(tx, body.workspace)
    const { people } = await tx.one(sql<'peopleOfAircraft'>`
      select count(distinct fc.crew_id) as people from flights f
        join aircraft a on a.workspace_id = f.workspace_id and a.id = f.aircraft_id
        join flight_crew fc on fc.workspace_id = f.workspace_id and fc.flight_id = f.id
       where f.workspace_id = ${workspace.uuid} and a.registration = upper(${body.aircraftRegistration})
         and f.off_block_at >= ${body.date}::date::timestamp at time zone ${workspace.timezone}
         and f.off_block_at < (${body.date}::date + 1)::timestamp at time zone ${workspace.timezone}`)
    return { isIdentifying: people < fewerThan }
  },
})

const trackingCode = text(10, 60, 'As it was shown when the report was sent.')

async function reportByCode(tx: Tx, code: string) {
  const found = await tx.first(sql<'reportByCode'>`
    select r.workspace_id as uuid, r.id, r.mode from safety_report_followups f
      join safety_reports r on r.workspace_id = f.workspace_id and r.id = f.report_id
     where f.code_hash = ${secretHash(code)} and r.deleted_at is null`)
  if (!found) throw notFound('No report has this tracking code. Check it, letter by letter')
  await bindWorkspace(tx, found.uuid)
  return found
}

const Followed = Type.Object({
  workspaceName: Type.String(),
  code: Type.String(),
  title: Type.String(),
  status: oneOf(reportStatuses),
  receivedAt: instant(),
  outcome: nullable(Type.String({ description: 'What came of it, once the report is closed.' })),
  photographs: Type.Integer(),
  messages: Type.Array(
    Type.Object({ side: oneOf(['reporter', 'safety']), text: Type.String(), createdAt: instant() }),
  ),
})

async function followed(tx: Tx, report: { uuid: string; id: string }) {
  const found = await tx.one(sql<'followedReport'>`
    select w.name as "workspaceName", r.code, r.title, r.status, r.created_at as "receivedAt",
           case when r.status = 'closed' then r.outcome end as outcome,
           (select count(*) from safety_report_files x
             where x.workspace_id = r.workspace_id and x.report_id = r.id) as photographs
      from safety_reports r join workspaces w on w.workspace_id = r.workspace_id
     where r.workspace_id = ${report.uuid} and r.id = ${report.id}`)
  const messages = await messagesOf(tx, report.uuid, report.id, false)
  return {
    ...found,
    receivedAt: found.receivedAt.toISOString(),
    messages: messages.map(({ side, text: said, createdAt }) => ({ side, text: said, createdAt })),
  }
}

export const followReport = operation({
  ...unnamed,
  id: 'followReport',
  method: 'POST',
  path: '/api/v1/sms/public/reports/follow',
  summary: 'Follow a report with its tracking code',
  description:
    'The code travels in the body and not in the address, where logs of proxies and browsers would keep it. Ten tries a minute, over 2^100 codes.',
  body: Type.Object({ trackingCode }),
  response: Followed,
  handle: async ({ tx, body }) => followed(tx, await reportByCode(tx, body.trackingCode)),
})

export const writeAnonymousMessage = operation({
  ...unnamed,
  id: 'writeAnonymousMessage',
  method: 'POST',
  path: '/api/v1/sms/public/reports/messages',
  summary: 'Write to the safety manager with the tracking code of a report',
  body: Type.Object({ trackingCode, text: text(1, 5_000) }),
  response: Followed,
  status: 201,
  async handle({ tx, body, now }) {
    const report = await reportByCode(tx, body.trackingCode)
    await writeMessage(tx, {
      workspaceUuid: report.uuid,
      reportId: report.id,
      side: 'reporter',
      text: body.text,
      at: toTheHour(now),
      isAnnounced: false,
    })
    return followed(tx, report)
  },
})
