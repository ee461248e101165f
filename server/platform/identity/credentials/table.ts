/** What happens to an account that its credentials must answer to. */
export const securityEvents = [
  'address_proved',
  'password_changed',
  'password_reset',
  'factor_added',
  'factor_removed',
  'factors_reset',
  'address_changed',
  'address_restored',
  'member_removed',
  'role_lowered',
] as const
export type SecurityEvent = (typeof securityEvents)[number]

/** `asked again`: it opens nothing until its holder has given another proof. */
export type Fate = 'dead' | 'kept' | 'asked again'

const [dead, kept, again] = ['dead', 'kept', 'asked again'] as const

/**
 * What lets somebody into an account or a workspace, and what each event leaves of it. `endCredentials` carries it
 * out, one test walks it whole, and `docs/account.md` shows it.
 */
// biome-ignore format: a table
const fates = {
  //               address  password  password  factor  factor   factors  address  address   member   role
  //               proved   changed   reset     added   removed  reset    changed  restored  removed  lowered
  password:       [again,   dead,     dead,     kept,   kept,    kept,    kept,    dead,     kept,    kept],
  passkey:        [dead,    kept,     kept,     kept,   kept,    dead,    kept,    dead,     kept,    kept],
  totp:           [dead,    kept,     kept,     kept,   kept,    dead,    kept,    dead,     kept,    kept],
  backup_code:    [dead,    kept,     kept,     kept,   kept,    dead,    kept,    dead,     kept,    kept],
  session:        [dead,    dead,     dead,     again,  dead,    dead,    dead,    dead,     dead,    kept],
  device:         [dead,    dead,     dead,     dead,   dead,    dead,    dead,    dead,     kept,    kept],
  second_step:    [dead,    dead,     dead,     dead,   dead,    dead,    dead,    dead,     dead,    kept],
  reset_link:     [dead,    dead,     dead,     dead,   dead,    dead,    dead,    dead,     kept,    kept],
  email_link:     [dead,    dead,     dead,     dead,   dead,    dead,    dead,    dead,     kept,    kept],
  undo_link:      [dead,    kept,     kept,     kept,   kept,    kept,    kept,    dead,     kept,    kept],
  invitation:     [kept,    kept,     kept,     kept,   kept,    kept,    kept,    kept,     dead,    kept],
  sent_invitation:[kept,    kept,     kept,     kept,   kept,    kept,    kept,    kept,     dead,    dead],
  sso_link:       [again,   again,    again,    kept,   kept,    again,   kept,    again,    again,    kept],
  api_key:        [kept,    kept,     kept,     kept,   kept,    kept,    kept,    kept,     dead,    dead],
} as const satisfies Record<string, readonly Fate[]>

export type Credential = keyof typeof fates
export const credentials = Object.keys(fates) as Credential[]

export function fateOf(credential: Credential, event: SecurityEvent): Fate {
  const fate = fates[credential][securityEvents.indexOf(event)]
  if (!fate) throw new Error(`The table says nothing of ${credential} at ${event}`)
  return fate
}
