const prefix = 'apron.draft.'

/** The stored draft, or null. A draft that cannot be read counts as none. */
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
    // Full or forbidden storage loses the draft, not the form.
  }
}

export const clearDraft = (key: string) => localStorage.removeItem(prefix + key)
