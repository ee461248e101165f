import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

/** The headings of the smallest file of flights. */
export const HEADER = 'Aircraft,Off block,On block,From,To,PIC'

export function leg(off: string, on: string, pilot = 'Ada Holm') {
  return `N172AP,2026-03-04 ${off},2026-03-04 ${on},KFNL,KGXY,${pilot}`
}

export async function school(t: Parameters<typeof workspace>[0]): Promise<TestWorkspace> {
  const space = await workspace(t)
  await space.aircraft({ registration: 'N172AP' })
  await space.person({ displayName: 'Ada Holm', email: 'ada@example.com' })
  await space.person({ displayName: 'Zoë Müller' })
  return space
}
