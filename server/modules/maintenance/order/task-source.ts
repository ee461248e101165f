import type { Tx } from '#platform/database/database.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { Component, type ComponentForm } from '../component/component.ts'
import { applicabilitiesOn } from '../directive/comply.ts'
import { Directive } from '../directive/directive.ts'
import { Item } from '../item.ts'
import { Squawk } from '../squawk/squawk.ts'
import type { TaskBody } from './task.ts'
import type { WorkOrderTaskForm } from './work-order.ts'

type Source = WorkOrderTaskForm['source']
const sourceOf: Readonly<Record<string, Source>> = {
  mit: 'item',
  sqk: 'squawk',
  drv: 'directive',
  cmp: 'component',
}
const works = {
  inspection: 'Inspect',
  overhaul: 'Overhaul',
  removal: 'Remove',
  installation: 'Install',
} as const

type Refuse = (field: string, message: string) => Error

/** What a task says of its source. @throws Problem if its source is about another aircraft, or it says nothing. */
export async function sourceColumns(tx: Tx, aircraftId: string, task: TaskBody, at: string) {
  const { sourceId = null, componentWork = null, componentPosition = null } = task
  const source: Source = sourceId === null ? 'free' : (sourceOf[sourceId.slice(0, 3)] ?? 'free')
  const refuse: Refuse = (field, message) =>
    ruleBroken(`${at}${field} ${message}`, { details: [{ field: `${at}${field}`, message }] })
  if (task.source !== undefined && task.source !== source)
    throw refuse(
      'sourceId',
      sourceId === null ? `is required for the source ${task.source}` : `is no ${task.source}`,
    )
  if (source !== 'component' && componentWork !== null)
    throw refuse('componentWork', 'is only for a task about a component')
  if (componentPosition !== null && componentWork !== 'installation')
    throw refuse('componentPosition', 'is only for the installation of a component')
  if (sourceId === null) {
    if (task.title === undefined) throw refuse('title', 'is required')
    return { title: task.title, source, sourceId, componentWork: null, componentPosition: null }
  }
  const work = source === 'component' ? (componentWork ?? 'inspection') : null
  const title = task.title ?? (await titleOf(tx, { aircraftId, sourceId, source, work }, refuse))
  if (task.title !== undefined) await titleOf(tx, { aircraftId, sourceId, source, work }, refuse)
  if (work === 'installation' && componentPosition === null)
    throw refuse('componentPosition', 'is required: say where it goes, such as Engine 1')
  return { title: title.slice(0, 300), source, sourceId, componentWork: work, componentPosition }
}

interface Named {
  aircraftId: string
  sourceId: string
  source: Source
  work: keyof typeof works | null
}

async function titleOf(
  tx: Tx,
  { aircraftId, sourceId, source, work }: Named,
  refuse: Refuse,
): Promise<string> {
  if (source === 'directive') return directiveTitle(tx, aircraftId, sourceId, refuse)
  if (source === 'component') {
    const component = await Component.get(tx, sourceId)
    requireHere(component, { aircraftId, work }, refuse)
    const { partNumber, serialNumber } = component
    return [works[work ?? 'inspection'], partNumber, serialNumber].filter(Boolean).join(' ')
  }
  const record = source === 'item' ? await Item.get(tx, sourceId) : await Squawk.get(tx, sourceId)
  if (record.aircraftId !== aircraftId) throw refuse('sourceId', 'is about another aircraft')
  return record.title
}

async function directiveTitle(
  tx: Tx,
  aircraftId: string,
  directiveId: string,
  refuse: Refuse,
): Promise<string> {
  const { authority, number, title, supersededById } = await Directive.get(tx, directiveId)
  if (supersededById !== null) throw refuse('sourceId', 'is replaced by a later directive')
  const decided = await applicabilitiesOn(tx, directiveId, aircraftId)
  if (decided.length > 0 && decided.every(({ status }) => status === 'not_applicable'))
    throw refuse('sourceId', 'does not apply to this aircraft, by the decision that is recorded')
  return `${authority} ${number}: ${title}`
}

/** What is put in may still be on another aircraft while the order is planned. All other work is done where it is. */
function requireHere(
  { installation }: ComponentForm,
  { aircraftId, work }: Pick<Named, 'aircraftId' | 'work'>,
  refuse: Refuse,
): void {
  const isHere = installation?.aircraftId === aircraftId
  if (work === 'removal' && !isHere) throw refuse('sourceId', 'is not installed on this aircraft')
  if (work !== 'installation' && installation !== null && !isHere)
    throw refuse('sourceId', `is installed on ${installation.aircraftRegistration}`)
}
