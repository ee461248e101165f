const prefix = 'apron.draft.'

/** A stored draft, or null. One that cannot be read is as good as none. */
export function readDraft<Values>(key: string): Partial<Values> | null {
  try {
    const text = localStorage.getItem(prefix + key)
    const value: unknown = text ? JSON.parse(text) : null
    return typeof value === 'object' && value !== null ? (value as Partial<Values>) : null
  } catch {
    return null
  }
}

export function writeDraft(key: string, values: unknown) {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(values))
  } catch {
    // A full or forbidden storage costs the draft, not the form.
  }
}

export const clearDraft = (key: string) => localStorage.removeItem(prefix + key)
