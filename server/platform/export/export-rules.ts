import type { TableShape } from '../database/table-shape.ts'

/**
 * Which tables and columns stay behind when a workspace is exported, each with its reason. Everything else is found in
 * the catalog of the database, so the records of a new module leave as well.
 */
export const leftOutTables: Readonly<Record<string, string>> = {
  schema_migrations: 'The manifest names the migrations.',
  installation: 'It belongs to the installation.',
  nodes: 'They belong to the installation.',
  event_types: 'Each start writes them.',
  audit_minimums: 'Each start writes them.',
  reference_airports: 'Each installation has them.',
  periodic_work: 'It belongs to the installation.',
  carried_keys: 'A key of the installation.',
  entitlements: 'The operator of each installation decides what a workspace may use.',
  mails: 'A queue of the installation.',
  sign_up_requests: 'A queue of the installation.',
  password_reset_requests: 'A queue of the installation.',
  account_security_events: 'It belongs to the account, in all its workspaces.',
  user_avatars: 'It belongs to the account, in all its workspaces.',
  user_preferences: 'It belongs to the account, in all its workspaces.',
  sign_in_guards: 'It belongs to the account, in all its workspaces.',
  user_passwords: 'A password hash.',
  account_tokens: 'What opens an account.',
  used_tokens: 'What opens an account.',
  mfa_enrollments: 'What opens an account.',
  totp_secrets: 'What opens an account.',
  passkeys: 'What opens an account.',
  backup_codes: 'What opens an account.',
  sessions: 'What opens an account.',
  identity_providers: 'A secret of single sign-on.',
  provider_identities: 'They belong to the identity provider.',
  api_key_secrets: 'Key hashes.',
  api_key_callers: 'A count of the moment.',
  webhook_endpoint_secrets: 'Webhook secrets.',
  webhook_deliveries: 'A live queue.',
  webhook_attempts: 'Attempts of a live queue.',
  webhook_grades: 'A live queue.',
  notification_waiting: 'A live queue.',
  planning_messages: 'A live queue.',
  planning_risks: 'Judged again by the installation that imports it.',
  planning_risk_marks: 'The place in a live queue.',
  idempotency_keys: 'Responses that are kept for a day.',
  request_refusals: 'A log of a few days.',
  workspace_exports: 'The exports themselves.',
  audit_anchors: 'Sealed with a key of the installation; written again at the next segment.',
  fbo_board_links: 'Hashes of links.',
  planning_feeds: 'Hashes of links.',
  github_connections: 'Tokens and secrets of GitHub.',
  github_syncs: 'They belong to the connections with GitHub.',
  github_files: 'They belong to the connections with GitHub.',
  github_deliveries: 'They belong to the connections with GitHub.',
  safety_report_followups: 'Hashes of the codes of anonymous reporters.',
}

/** Tables without a workspace of which the rows leave that exported rows refer to. */
export const sharedTables: readonly string[] = ['users', 'audit_keys']

const leftOutBytes = "convert_to('left out', 'UTF8')"

/** What stands in a column in place of its value, in SQL over the row `t`. */
export const replacedColumns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // The factors of an account stay behind, so nothing may ask for them.
  users: { mfa_enabled: 'false', credentials_version: '1' },
  workspaces: { sso_required: 'false' },
  // It has to be unique, and no hash of a token is this long.
  invitations: { token_hash: "convert_to('left out ' || t.id, 'UTF8')" },
  channel_recipients: { token_hash: 'null::bytea' },
  safety_reports: { reporter_sealed: 'null::bytea', reporter_mark: 'null::bytea' },
  audit_keys: { sealed: leftOutBytes, is_current: 'false' },
  // A key that cannot sign any more is retired; what it signed can still be verified.
  training_signing_keys: {
    private_key_sealed: leftOutBytes,
    retired_at: 'coalesce(t.retired_at, t.updated_at)',
  },
  // The connections stay behind.
  training_documents: { connection_id: 'null::text' },
  imports: { lease_token: 'null::uuid', lease_until: 'null::timestamptz' },
}

/** What people make again where a workspace has moved to. */
export const madeAgain: readonly string[] = [
  'Passwords and second factors: each member sets a new password with “Forgot password”. The link below is for the account owner.',
  'API keys: rotate each one, and give its new secret to the program that uses it.',
  'Webhook endpoints and notification channels: rotate their secrets, and enter the secret addresses of channels again.',
  'Single sign-on: set up the identity provider again, and require it again.',
  'The key that signs training records: a new one is made, and what the old ones signed can still be verified.',
  'Invitations that are open: invite these people again.',
  'Links of screens and calendars: make new ones.',
  'GitHub connections: make them again with a new token, and enter the new secret at the webhook.',
  'Codes of anonymous reporters, and the names behind confidential reports: they cannot be moved.',
  'Emails, deliveries and notifications that were waiting: they are not sent.',
]

/** Whether the rows of a workspace are in this table. */
export const isTenantTable = ({ columns }: TableShape) => columns.some(({ name }) => name === 'workspace_id')

/** A table that is neither exported nor left out with a reason. */
export function undecidedTables(shapes: readonly TableShape[]): string[] {
  return shapes
    .filter(
      (shape) =>
        !isTenantTable(shape) && !sharedTables.includes(shape.name) && !(shape.name in leftOutTables),
    )
    .map(({ name }) => name)
}
