export type KeyForm = {
  name: string
  access: 'read' | 'read_write' | 'custom'
  scopes: string[]
  reach: 'all' | 'selected'
  projectIds: string[]
  expiration: '7' | '30' | '90' | 'date' | 'never'
  expiresOn: string
}

/** The safest choices come first: read-only, with an expiration. */
export const emptyKey: KeyForm = {
  name: '',
  access: 'read',
  scopes: [],
  reach: 'all',
  projectIds: [],
  expiration: '90',
  expiresOn: '',
}

function expiryOf({ expiration, expiresOn }: KeyForm) {
  if (expiration === 'never') return { expires_in_days: null }
  return expiration === 'date' ? { expires_at: expiresOn } : { expires_in_days: Number(expiration) }
}

export const bodyOf = (form: KeyForm) => ({
  name: form.name.trim(),
  ...(form.access === 'custom' ? { scopes: form.scopes } : { access: form.access }),
  projects: form.reach === 'all' ? ('all' as const) : form.projectIds,
  ...expiryOf(form),
})
