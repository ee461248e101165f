import type { Updateable } from 'kysely'
import { type DB, sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { roleMissing, ruleBroken, sessionRequired } from '#platform/kernel/problem.ts'
import { id, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { notify } from '#platform/notifications/notify.ts'
import { writeMove } from '../move.ts'
import { manages } from '../report/visibility.ts'
import {
  Cpa,
  type CpaForm,
  type CpaStatus,
  cpaEvent,
  cpaMoved,
  cpaStates,
  cpaStatuses,
  notIndependent,
  ownerUserId,
} from './cpa.ts'
import { requireIndependent } from './create-cpa.ts'

export const moveCpa = operation({
  id: 'moveCpa',
  method: 'POST',
  path: '/api/v1/sms/cpas/:id/status',
  summary: 'Move an action to another status',
  description:
    'The owner starts the action and implements it, with evidence. A safety manager sends it to verification by a member who neither owns nor implemented it. That verifier signs in and closes it, or sends it back with a reason.',
  scope: 'safety:write',
  roles: 'staff',
  on: Cpa,
  move: cpaStates.chosenBy('status', ['start', 'implement', 'verify', 'close', 'sendBack']),
  emits: cpaMoved,
  stability: 'beta',
  response: Cpa.schema,
  body: Type.Object({
    status: oneOf(cpaStatuses),
    reason: Type.Optional(text(3, 2_000, 'What was done, what was verified, or what is missing.')),
    verifierMemberId: Type.Optional(id('mem', 'The verifier, for the move to verification.')),
  }),
  async handle({ tx, body, record, principal, now, emit, move }) {
    await checkMove(tx, principal, record, move.name, body)
    await move.make(columnsOf(principal, record, body, now))
    const after = await Cpa.get(tx, record.id)
    if (move.name === 'verify') await requireIndependent(tx, after)
    await writeMove(tx, principal, record.id, record.status, body.status, body.reason ?? null)
    if (move.name === 'verify') await notifyVerifier(tx, principal, after)
    emit(cpaEvent(cpaMoved, after, cpaStates.changes(record, after)))
    return after
  },
})

type MoveInput = { status: CpaStatus; reason?: string; verifierMemberId?: string }

async function checkMove(
  tx: Tx,
  principal: Principal,
  record: CpaForm,
  move: string,
  input: MoveInput,
): Promise<void> {
  const userId = principal.kind === 'user' ? principal.userId : null
  const isOwner = userId !== null && userId === (await ownerUserId(tx, record))
  if (move === 'close' || move === 'sendBack')
    return checkVerifier(tx, principal, record, move, input, isOwner)
  const mayManage = manages(principal)
  if (move === 'verify' ? !mayManage : !isOwner && !mayManage)
    throw roleMissing(
      move === 'verify'
        ? 'Only a safety manager or an admin can send an action to verification'
        : 'Only the owner of the action, a safety manager or an admin can move it',
    )
  if (move === 'implement' && record.files === 0)
    throw ruleBroken('Attach evidence of what was done before you mark the action as implemented', {
      details: [{ field: 'files', message: 'there is no evidence yet' }],
    })
  if (move === 'verify' && !input.verifierMemberId && !record.verifierMemberId)
    throw ruleBroken('Choose a verifier', {
      details: [{ field: 'verifierMemberId', message: 'is required for the move to verification' }],
    })
}

async function checkVerifier(
  tx: Tx,
  principal: Principal,
  record: CpaForm,
  move: string,
  input: MoveInput,
  isOwner: boolean,
): Promise<void> {
  // Verification is a person's judgment, so API keys cannot do it.
  if (principal.kind !== 'user') throw sessionRequired()
  if (move === 'sendBack') {
    if (!input.reason)
      throw ruleBroken('Say what is missing', {
        details: [{ field: 'reason', message: 'is required to send it back' }],
      })
    if (principal.memberId !== record.verifierMemberId && !manages(principal))
      throw roleMissing(`${record.verifierName ?? 'The verifier'} or a safety manager must send it back`)
    return
  }
  const implemented = await tx.one(
    sql<'cpaImplementer'>`select implemented_by as by from safety_cpas where id = ${record.id}`,
  )
  if (isOwner || implemented.by === principal.userId) throw notIndependent()
  if (principal.memberId !== record.verifierMemberId)
    throw roleMissing(`Only ${record.verifierName ?? 'its verifier'} can verify this action`)
}

function columnsOf(
  principal: Principal,
  record: CpaForm,
  input: MoveInput,
  now: Date,
): Updateable<DB['safety_cpas']> {
  const userId = principal.kind === 'user' ? principal.userId : null
  return {
    open: {},
    in_progress: { implemented_at: null, implemented_by: null },
    implemented: { implemented_at: now, implemented_by: userId },
    verification: { verifier_member_id: input.verifierMemberId ?? record.verifierMemberId },
    closed: { closed_at: now, closed_by_name: actorOf(principal).name },
  }[input.status]
}

/** Notifies the verifier that the action waits for them. */
async function notifyVerifier(tx: Tx, principal: Principal, cpa: CpaForm): Promise<void> {
  if (!cpa.verifierMemberId) return
  const verifier = await tx.one(
    sql<'verifierUser'>`select user_id as id from members where id = ${cpa.verifierMemberId}`,
  )
  await notify(tx, {
    workspaceUuid: principal.workspace.uuid,
    userIds: [verifier.id],
    title: `${cpa.code} waits for your verification`,
    body: cpa.title,
    path: `/safety/actions/${cpa.id}`,
    subject: { type: 'cpa', id: cpa.id },
    severity: 'medium',
  })
}
