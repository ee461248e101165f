import assert from 'node:assert/strict'
import type { Answer } from '#platform/testing/client.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'

export const items = '/api/v1/maintenance/items'
export const today = localDate(new Date(), 'UTC')
export const inDays = (days: number) => addDays(today, days)
export const noonIn = (days: number) => new Date(`${inDays(days)}T12:00:00Z`)
export const ok = ({ status, data, text }: Answer) => {
  assert.ok(status < 300, text)
  return data
}
export const hundredHour = (fields: object = {}) => ({
  title: '100-hour inspection',
  kind: 'inspection',
  reference: '14 CFR 91.409(b)',
  anchor: 'from_due_if_late',
  limits: [
    {
      counter: 'tach',
      intervalHundredths: 10_000,
      toleranceHundredths: 1_000,
      lastDoneHundredths: 200_000,
      ...fields,
    },
  ],
})
export const byDate = (dueOn: string) => ({
  title: 'Transponder test',
  kind: 'inspection',
  limits: [{ counter: 'calendar', intervalCalendarMonths: 24, dueOn }],
})
/** An aircraft whose tach stands there, with an item. */
export async function planeWith(space: TestWorkspace, tachHundredths: number | null, item: object) {
  const plane = await space.aircraft()
  if (tachHundredths !== null) await read(space, plane.id, tachHundredths)
  return { plane, item: ok(await space.owner.post(items, { aircraftId: plane.id, ...item })) }
}
export const read = async (
  space: TestWorkspace,
  aircraftId: string,
  readingHundredths: number,
  more: object = {},
) =>
  ok(
    await space.owner.post(`/api/v1/ops/aircraft/${aircraftId}/readings`, {
      kind: 'tach',
      readingHundredths,
      ...more,
    }),
  )
export const alerts = async (space: TestWorkspace, type = 'maintenance.alert') =>
  (
    await space.app.sql<{ payload: string }>(
      'select payload from events where workspace_id = $1 and type = $2 order by seq',
      [space.uuid, type],
    )
  ).map((row) => JSON.parse(row.payload).data)
export const crossings = async (space: TestWorkspace, type?: string) =>
  (await alerts(space, type)).map((data) => `${data.stateBefore} → ${data.stateAfter}`)
