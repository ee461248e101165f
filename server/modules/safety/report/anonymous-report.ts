import { bindWorkspace } from '#platform/database/bind-workspace.ts'
import { type RowOf, sql, type Tx } from '#platform/database/database.ts'
import {
  anonymousUpload,
  type ExaminedFile,
  examineAnonymousPicture,
  fileNotTaken,
} from '#platform/files/examine.ts'
import { toTheHour } from '#platform/kernel/hidden-caller.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound, Problem, rateLimited } from '#platform/kernel/problem.ts'
import { instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { fileReport, maxPhotosPerAnonymousReport } from './file-report.ts'
import { messagesOf, writeMessage } from './message.ts'
import { reporterFields, reportStatuses } from './report.ts'
import { reportFiles } from './report-file.ts'
import { anonymousOperation, requireForm, slug } from './report-form.ts'
import { secretHash } from './tracking-code.ts'

export const submitAnonymousReport = operation({
  ...anonymousOperation,
  id: 'submitAnonymousReport',
  method: 'POST',
  path: '/api/v1/sms/public/anonymous-report',
  summary: 'Submit an anonymous report',
  description: `Needs no account. Nothing about the sender is kept: no address, no user agent, no request id, and only the hour. Returns a tracking code, shown once, and a token for up to ${maxPhotosPerAnonymousReport} photographs.`,
  body: Type.Object({ workspace: slug, ...reporterFields }),
  response: Type.Object({
    code: Type.String(),
    trackingCode: Type.String(),
    uploadToken: Type.String({
      description: 'The token for photographs, for the address of `sendAnonymousPhotograph`.',
    }),
    uploadsLeft: Type.Integer(),
  }),
  status: 201,
  async handle({ tx, body: { workspace: workspaceSlug, ...input }, services, now }) {
    const workspace = await requireForm(tx, workspaceSlug)
    await refuseFlood(tx, workspace.uuid, now)
    const filed = await fileReport(tx, services.secrets, {
      workspace,
      mode: 'anonymous',
      principal: null,
      source: 'public',
      input,
      now,
    })
    const { code, trackingCode, uploadToken } = filed
    return { code, trackingCode, uploadToken, uploadsLeft: maxPhotosPerAnonymousReport }
  },
})

/** Far more than people write, and few enough to read: nobody can bury a report under a thousand others. */
const mostReportsPerHour = 60

async function refuseFlood(tx: Tx, workspaceUuid: string, now: Date): Promise<void> {
  const hour = toTheHour(now)
  const { count } = await tx.one(sql<'reportsOfHour'>`
    select count(*) from safety_reports
     where workspace_id = ${workspaceUuid} and source = 'public' and created_at = ${hour}`)
  if (count < mostReportsPerHour) return
  const seconds = Math.ceil((hour.getTime() + 3_600_000 - now.getTime()) / 1_000)
  throw rateLimited('This form has received too many reports in this hour. Send yours in the next one', {
    headers: { 'retry-after': String(seconds) },
  })
}

export const sendAnonymousPhotograph = operation({
  ...anonymousOperation,
  id: 'sendAnonymousPhotograph',
  method: 'POST',
  path: '/api/v1/sms/public/anonymous-report/photographs/:token',
  summary: 'Attach a photograph to an anonymous report',
  description:
    'The body is a JPEG, PNG, WebP or HEIC picture. It is encoded again, so that place, time and camera are removed, and its file name is not kept.',
  params: Type.Object({ token: text(10, 60) }),
  upload: anonymousUpload,
  response: Type.Object({ uploadsLeft: Type.Integer() }),
  status: 201,
  // The picture is read and encoded before the transaction, so a slow upload holds no database connection. It is
  // counted before that: otherwise one token would do for any number of pictures that are sent at once.
  async prepare({ params, query, upload, services }) {
    const dryRun = (query as { dry_run?: boolean }).dry_run === true
    const slot = await takeSlot(services, params.token, dryRun)
    try {
      return { slot, picture: await examineAnonymousPicture(upload) }
    } catch (error) {
      // Not if the sender was too slow or hung up: then one token would do for slow uploads without end.
      if (error instanceof Problem && error.code !== 'upload_too_slow' && !dryRun)
        await giveBackSlot(services, slot)
      throw error
    }
  },
  async handle({ tx, prepared, services, now }) {
    const { slot, picture } = prepared as { slot: Slot; picture: ExaminedFile }
    await bindWorkspace(tx, slot.uuid)
    await reportFiles.add(tx, services, {
      workspaceUuid: slot.uuid,
      recordId: slot.id,
      file: picture,
      filename: null,
      at: toTheHour(now),
    })
    return { uploadsLeft: slot.left }
  },
})

type Slot = RowOf<'photographSlot'>

/** Takes one of the photographs that the token allows. @throws Problem if it allows none. */
async function takeSlot(services: Services, token: string, dryRun: boolean): Promise<Slot> {
  const slot = await services.database.system(
    (tx) =>
      tx.first(sql<'photographSlot'>`
        update safety_report_followups f set uploads_left = uploads_left - 1
         where upload_hash = ${secretHash(token)}
           and uploads_left > 0
           and exists (select
                         from safety_reports r
                        where r.workspace_id = f.workspace_id
                          and r.id = f.report_id
                          and r.deleted_at is null
                          and r.status = 'new'
                          and r.created_at > now() - interval '1 day')
         returning workspace_id as uuid, report_id as id, uploads_left as left`),
    { rollback: dryRun },
  )
  if (!slot) throw tokenNotAccepted()
  return slot
}

/** Gives a photograph back that was refused. */
async function giveBackSlot(services: Services, { uuid, id }: Slot): Promise<void> {
  await services.database.system((tx) =>
    tx.run(sql`
      update safety_report_followups set uploads_left = uploads_left + 1
       where workspace_id = ${uuid} and report_id = ${id}`),
  )
}

const tokenNotAccepted = () =>
  fileNotTaken(
    'This token accepts no photograph: it is unknown, used up or older than a day, or work on the report has begun',
  )

const trackingCode = text(10, 60, 'The tracking code that was shown when the report was sent.')

async function reportByCode(tx: Tx, code: string) {
  const report = await tx.first(sql<'reportByCode'>`
    select r.workspace_id as uuid, r.id, r.mode from safety_report_followups f
      join safety_reports r on r.workspace_id = f.workspace_id and r.id = f.report_id
     where f.code_hash = ${secretHash(code)} and r.deleted_at is null`)
  if (!report) throw notFound('No report has this tracking code. Check each letter')
  await bindWorkspace(tx, report.uuid)
  return report
}

const FollowedReport = Type.Object({
  workspaceName: Type.String(),
  code: Type.String(),
  title: Type.String(),
  status: oneOf(reportStatuses),
  receivedAt: instant(),
  outcome: nullable(Type.String({ description: 'The outcome, once the report is closed.' })),
  photographs: Type.Integer(),
  messages: Type.Array(
    Type.Object({ side: oneOf(['reporter', 'safety']), text: Type.String(), createdAt: instant() }),
  ),
})

async function followedReport(tx: Tx, report: { uuid: string; id: string }) {
  const status = await tx.one(sql<'followedReport'>`
    select w.name as "workspaceName", r.code, r.title, r.status, r.created_at as "receivedAt",
           case when r.status = 'closed' then r.outcome end as outcome,
           (select count(*) from safety_report_files x
             where x.workspace_id = r.workspace_id and x.report_id = r.id) as photographs
      from safety_reports r join workspaces w on w.workspace_id = r.workspace_id
     where r.workspace_id = ${report.uuid} and r.id = ${report.id}`)
  const messages = await messagesOf(tx, report.uuid, report.id, false)
  return {
    ...status,
    receivedAt: status.receivedAt.toISOString(),
    messages: messages.map(({ side, text: messageText, createdAt }) => ({
      side,
      text: messageText,
      createdAt,
    })),
  }
}

export const followReport = operation({
  ...anonymousOperation,
  id: 'followReport',
  method: 'POST',
  path: '/api/v1/sms/public/reports/follow',
  summary: 'Get a report by its tracking code',
  description:
    'Returns the status, the messages and, once closed, the outcome. Send the code in the body, because proxies and browsers log addresses. Ten tries a minute are allowed, over 2^100 codes.',
  body: Type.Object({ trackingCode }),
  response: FollowedReport,
  handle: async ({ tx, body }) => followedReport(tx, await reportByCode(tx, body.trackingCode)),
})

export const writeAnonymousMessage = operation({
  ...anonymousOperation,
  id: 'writeAnonymousMessage',
  method: 'POST',
  path: '/api/v1/sms/public/reports/messages',
  summary: 'Write to the safety manager anonymously',
  description:
    'Adds a message to the report that has this tracking code. The safety managers are notified when the hour is over.',
  body: Type.Object({ trackingCode, text: text(1, 5_000) }),
  response: FollowedReport,
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
    return followedReport(tx, report)
  },
})
