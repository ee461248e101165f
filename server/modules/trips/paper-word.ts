import type { Leg } from './trip.ts'

/** What nobody recorded is written by hand. */
export const toFill = '________________'

const positions = { pic: 'PIC', sic: 'SIC', cabin: 'cabin', observer: 'observer' } as const

export const crewText = (crew: Leg['crew']): string =>
  crew.map(({ displayName, role }) => `${displayName} (${positions[role]})`).join(', ')

/** "2026-12-01 16:00Z". */
export const utcText = (at: string | null): string =>
  at === null ? toFill : `${at.slice(0, 16).replace('T', ' ')}Z`
