import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { conflict, invalidRequest } from '#platform/kernel/problem.ts'
import { integer, Type, text } from '#platform/kernel/schema.ts'
import { Cpa, cpaCreated, cpaEvent } from '../cpa/cpa.ts'
import { cpaFields, makeCpa } from '../cpa/create-cpa.ts'
import { safetyManagers } from '../report/visibility.ts'
import { Meeting } from './meeting.ts'

export const makeMeetingCpa = operation({
  id: 'makeMeetingCpa',
  method: 'POST',
  path: '/api/v1/sms/meetings/:id/cpas',
  summary: 'Create an action from a meeting',
  description:
    'Creates a corrective or preventive action from a decision of the meeting, with an owner, a date and a verifier. The meeting links to it and shows its status.',
  scope: 'safety:write',
  roles: safetyManagers,
  on: Meeting,
  creates: Cpa,
  emits: cpaCreated,
  stability: 'beta',
  response: Cpa.schema,
  body: Type.Object({
    action: integer(0, 199, 'Which of the meeting’s actions, counted from 0.'),
    title: Type.Optional(text(3, 200, 'What the meeting decided, when left out.')),
    ...cpaFields,
  }),
  async handle({ tx, body: { action, ...input }, record, principal, now, emit }) {
    const decided = record.actions[action]
    if (!decided)
      throw invalidRequest(`The meeting has ${record.actions.length} actions, counted from 0`, {
        details: [{ field: 'action', message: 'matches no action of the meeting' }],
      })
    if (decided.cpaId) throw conflict('This action of the meeting is already in the register')
    const title = input.title ?? decided.what.slice(0, 200)
    if (title.length < 3)
      throw invalidRequest('Say in at least three characters what is to be done', {
        details: [{ field: 'title', message: 'must have at least 3 characters' }],
      })
    const cpa = await makeCpa(
      tx,
      principal,
      {
        ...input,
        title,
        ...(input.dueOn === undefined && decided.dueOn ? { dueOn: decided.dueOn } : {}),
        meetingId: record.id,
      },
      now,
    )
    await tx.run(sql`
      update sms_meetings
         set actions = jsonb_set(actions, array[${String(action)}, 'cpaId'], to_jsonb(${cpa.id}::text))
       where id = ${record.id}`)
    emit(cpaEvent(cpaCreated, cpa))
    return cpa
  },
})
