/**
 * What someone typed and has not sent. It belongs to that user, and ends when they sign out.
 * `device`: it survives a reload. `tab`: it is only in the memory of this tab, and nothing of it is ever
 * stored, for forms whose sender may want to stay unknown.
 */
export type Draft = { userId: string; key: string; place: 'device' | 'tab' }

const prefix = 'apron.draft.'
const inTab = new Map<string, unknown>()

const nameOf = ({ userId, key }: Draft) => `${prefix}${userId}.${key}`

/** The draft, or null. A draft that cannot be read counts as none. */
export function readDraft<Values>(draft: Draft): Partial<Values> | null {
  const name = nameOf(draft)
  try {
    const value: unknown =
      draft.place === 'tab' ? inTab.get(name) : JSON.parse(localStorage.getItem(name) ?? 'null')
    return typeof value === 'object' && value !== null ? (value as Partial<Values>) : null
  } catch {
    return null
  }
}

export function writeDraft(draft: Draft, values: unknown) {
  const name = nameOf(draft)
  if (draft.place === 'tab') return void inTab.set(name, values)
  try {
    localStorage.setItem(name, JSON.stringify(values))
  } catch {
    // Full or forbidden storage loses the draft, not the form.
  }
}

export function clearDraft(draft: Draft) {
  inTab.delete(nameOf(draft))
  localStorage.removeItem(nameOf(draft))
}

const namesOf = (start: string) =>
  [...inTab.keys(), ...Object.keys(localStorage)].filter((name) => name.startsWith(start))

export const hasDrafts = (userId: string) => namesOf(`${prefix}${userId}.`).length > 0

export function eraseDrafts(userId: string) {
  for (const name of namesOf(`${prefix}${userId}.`)) {
    inTab.delete(name)
    localStorage.removeItem(name)
  }
}

// Earlier versions stored drafts that belonged to nobody, also of anonymous reports.
for (const name of namesOf(prefix)) if (!name.startsWith(`${prefix}usr_`)) localStorage.removeItem(name)
