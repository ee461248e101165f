import { fireCrew, surveyCrew } from './people.ts'
import type { Base, Place } from './place.ts'

export type DemoDeployment = {
  aircraft: string
  crew: { person: string; role: 'pic' | 'sic' | 'observer' }[]
  home: Base
  field: Place
  // Days relative to the first day of the flying; both ends included.
  fromDay: number
  toDay: number
  status: 'queued' | 'running' | 'completed' | 'aborted'
  notes: string
}

export type DemoService = {
  name: string
  kind: 'survey' | 'fire' | 'training'
  aircraftType: string
  base: Base
  deployments: DemoDeployment[]
}

export type DemoProject = {
  slug: string
  name: string
  description: string
  status: 'idle' | 'active'
  customer: string | null
  fromDay: number
  toDay: number
  services: DemoService[]
}

const FIRE_FIELDS: Place[] = ['KRIL', 'KCAG', 'KGJT']

// `firstOn` is the local date of day 0, `days` how many lie between it and today.
export function makeProjects(firstOn: Temporal.PlainDate, days: number): DemoProject[] {
  const courseFromDay = courseStartDay(days)
  const courseOn = firstOn.add({ days: courseFromDay })
  return [
    {
      slug: 'professional-pilot-course',
      name: `Professional pilot course, ${monthName(courseOn)} ${courseOn.year} intake`,
      description: 'From the first lesson to the multi-engine commercial certificate under one syllabus.',
      status: 'active',
      customer: null,
      fromDay: courseFromDay,
      toDay: courseFromDay + 540,
      services: [
        { name: 'Flight training', kind: 'training', aircraftType: 'C172', base: 'KFNL', deployments: [] },
      ],
    },
    makeSurvey(days),
    ...fireSeasons(firstOn, days),
  ]
}

export function courseStartDay(days: number) {
  return days - 300
}

function makeSurvey(days: number): DemoProject {
  const fields: Place[] = ['KFMM', 'KSTK', 'KAKO']
  // Every three weeks; one is out today, one is planned.
  const starts = [-105, -84, -63, -42, -21, -5, 13].map((offset) => days + offset)
  return {
    slug: 'south-platte-survey',
    name: 'South Platte water survey',
    description: 'Thermal imagery of 240 km of river, flown at low level on clear mornings.',
    status: 'active',
    customer: 'Tamarack Hydrology Cooperative',
    fromDay: days - 110,
    toDay: days + 60,
    services: [
      {
        name: 'Thermal imagery',
        kind: 'survey',
        aircraftType: 'C182',
        base: 'KFNL',
        deployments: starts.map((fromDay, index) => ({
          aircraft: 'N641FS',
          crew: [
            { person: surveyCrew[0], role: 'pic' },
            { person: surveyCrew[1], role: 'sic' },
          ],
          home: 'KFNL',
          field: fields[index % fields.length] ?? 'KFMM',
          fromDay,
          toDay: fromDay + 11,
          status: statusOn(days, fromDay, fromDay + 11),
          notes: `Reach ${index + 1} of 7`,
        })),
      },
    ],
  }
}

function fireSeasons(firstOn: Temporal.PlainDate, days: number): DemoProject[] {
  const lastOn = firstOn.add({ days })
  const seasons: DemoProject[] = []
  for (let year = firstOn.year; year <= lastOn.year; year += 1) {
    const fromDay = firstOn.until(Temporal.PlainDate.from({ year, month: 6, day: 8 })).days
    const toDay = firstOn.until(Temporal.PlainDate.from({ year, month: 9, day: 28 })).days
    if (fromDay < 0 || fromDay > days) continue
    seasons.push({
      slug: `fire-season-${year}`,
      name: `Fire season ${year}`,
      description: 'Detection patrols and air attack observation over the western slope.',
      status: toDay < days ? 'idle' : 'active',
      customer: 'High Mesa Fire Protection District',
      fromDay,
      toDay,
      services: [
        {
          name: 'Detection patrol',
          kind: 'fire',
          aircraftType: 'T206',
          base: 'KGXY',
          deployments: patrols(fromDay, toDay, days),
        },
      ],
    })
  }
  return seasons
}

function patrols(seasonFromDay: number, seasonToDay: number, days: number): DemoDeployment[] {
  const deployments: DemoDeployment[] = []
  for (let fromDay = seasonFromDay; fromDay + 13 <= seasonToDay; fromDay += 19) {
    const index = deployments.length
    const isAborted = index === 2 && fromDay + 13 < days
    deployments.push({
      aircraft: 'N642FS',
      crew: [
        { person: fireCrew[index % 2] ?? fireCrew[0], role: 'pic' },
        { person: fireCrew[(index + 1) % 2] ?? fireCrew[1], role: 'observer' },
      ],
      home: 'KGXY',
      field: FIRE_FIELDS[index % FIRE_FIELDS.length] ?? 'KRIL',
      fromDay,
      toDay: fromDay + 13,
      status: isAborted ? 'aborted' : statusOn(days, fromDay, fromDay + 13),
      notes: isAborted
        ? 'Rain over the whole district, cancelled by the customer before departure'
        : `Patrol block ${index + 1}`,
    })
  }
  return deployments
}

function statusOn(day: number, fromDay: number, toDay: number) {
  if (toDay < day) return 'completed'
  return fromDay <= day ? 'running' : 'queued'
}

function monthName(on: Temporal.PlainDate) {
  return on.toLocaleString('en-US', { month: 'long' })
}
