import { sql, type Tx } from '#platform/database/database.ts'
import type { Download } from '#platform/kernel/context.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { inWords } from '../../../../client/verify-pack.ts'
import { canonical, isProven, type Signed } from './proof.ts'
import { escapeHtml, headings, packForm, plainPage } from './verifier-page.ts'
import { type Fault, keyIdOf, openPack } from './verify-pack.ts'

const status = oneOf(['verified', 'revoked', 'superseded', 'integrity_mismatch', 'status_unknown'])

/** What anybody may read about a record. */
const Verdict = Type.Object({
  id: nullable(id('vtr')),
  status,
  part: nullable(Type.String({ description: 'Which part is not what was signed.' })),
  message: Type.String(),
  title: nullable(Type.String()),
  student: nullable(Type.String()),
  issuer: nullable(Type.String()),
  issuedAt: nullable(instant()),
  revokedAt: nullable(instant()),
  reason: nullable(Type.String({ description: 'Why it was revoked.' })),
  supersededById: nullable(id('vtr')),
  publicKey: nullable(Type.String()),
})
type VerdictForm = Static<typeof Verdict>

const open = { access: 'public', system: true, limit: 'anonymous', stability: 'beta' } as const
const prefersPage = (accepts: string) => /text\/html/i.test(accepts)

export const verifyVtr = operation({
  ...open,
  id: 'verifyVtr',
  method: 'GET',
  path: '/verify/:id',
  summary: 'Get the verdict on a training record',
  description:
    'Checks whether a record is unchanged since it was signed and still valid. Browsers get a page, programs JSON, by `Accept`.',
  params: Type.Object({ id: id('vtr') }),
  answers: 'file',
  fileTypes: ['application/json', 'text/html'],
  response: Verdict,
  async handle({ tx, params, request }) {
    const verdict = await verdictOf(tx, params.id)
    const isPage = prefersPage(request.accepts)
    if (!verdict) {
      if (isPage) return { ...pageFile(notThere), status: 404 }
      throw notFound('There is no such training record')
    }
    return isPage ? pageFile(pageOf(verdict)) : jsonFile(verdict)
  },
})

export const showVerifier = operation({
  ...open,
  id: 'showVerifier',
  method: 'GET',
  path: '/verify',
  summary: 'Get the page that verifies a pack',
  description: 'A page on which anybody can drop or paste the pack of a training record.',
  answers: 'file',
  fileTypes: ['text/html'],
  response: Type.String(),
  handle: () => pageFile(dropPage),
})

const AnyObject = Type.Object({}, { additionalProperties: true })

export const verifyPack = operation({
  ...open,
  id: 'verifyVtrPack',
  method: 'POST',
  path: '/verify',
  summary: 'Verify the pack of a training record',
  description:
    'Takes a pack in `pack`, or as the body itself, and returns the verdict: which part was changed, if any, and whether the record is still valid.',
  readOnly: true,
  body: Type.Object(
    { pack: Type.Optional(Type.Union([Type.String({ maxLength: 150_000 }), AnyObject])) },
    { additionalProperties: true },
  ),
  response: Verdict,
  async handle({ tx, body }) {
    const { pack } = body as { pack?: unknown }
    return judge(tx, typeof pack === 'string' ? pack : JSON.stringify(pack ?? body))
  },
})

const nothing: VerdictForm = {
  id: null,
  status: 'integrity_mismatch',
  part: null,
  message: '',
  title: null,
  student: null,
  issuer: null,
  issuedAt: null,
  revokedAt: null,
  reason: null,
  supersededById: null,
  publicKey: null,
}

async function judge(tx: Tx, text: string): Promise<VerdictForm> {
  const opened = openPack(text)
  if ('part' in opened) return mismatch(opened)
  const { credential, key } = opened
  const vtrId = /\/verify\/(vtr_[0-9a-z]{26})$/.exec(String(credential.id))?.[1]
  const verdict = vtrId ? await verdictOf(tx, vtrId) : null
  if (!verdict) {
    const known = { ...describe(credential), publicKey: key.publicKeyMultibase }
    return {
      ...nothing,
      ...known,
      status: 'status_unknown',
      message: 'Unchanged since it was signed, but not by this installation: ask the school that issued it',
    }
  }
  if (verdict.status === 'integrity_mismatch') return verdict
  if (verdict.publicKey !== key.publicKeyMultibase)
    return mismatch({ part: 'key', message: 'The school did not sign this record with this key' }, credential)
  const { content } = await tx.one(
    sql<'contentOfVerified'>`select content from training_vtrs where id = ${vtrId}`,
  )
  if (content !== canonical(credential))
    return mismatch(
      { part: 'credential', message: 'This is not the record that the school issued' },
      credential,
    )
  return verdict
}

const mismatch = ({ part, message }: Fault, credential?: Signed): VerdictForm => ({
  ...nothing,
  ...(credential ? describe(credential) : {}),
  part,
  message,
})

function describe(credential: Signed): Pick<VerdictForm, 'title' | 'student' | 'issuer' | 'issuedAt'> {
  const { name, issuer, validFrom, credentialSubject } = credential as {
    name?: unknown
    issuer?: { name?: unknown }
    validFrom?: unknown
    credentialSubject?: { identifier?: { identityHash?: unknown }[] }
  }
  const textOf = (value: unknown) => (typeof value === 'string' ? value : null)
  return {
    title: textOf(name),
    student: textOf(credentialSubject?.identifier?.[0]?.identityHash),
    issuer: textOf(issuer?.name),
    issuedAt: textOf(validFrom),
  }
}

/** The verdict on a record that this installation issued; null if there is none. */
async function verdictOf(tx: Tx, vtrId: string): Promise<VerdictForm | null> {
  const record = await tx.first(sql<'verifiedRecord'>`
    select t.id, t.content, t.content_sha256 = encode(sha256(convert_to(t.content, 'UTF8')), 'hex') as "isWhole",
           t.status, t.revoked_at as "revokedAt", t.revoke_reason as "revokeReason",
           k.id as "keyId", k.public_key_multibase as "publicKey", k.compromised_at as "compromisedAt",
           (select n.id from training_vtrs n
             where n.workspace_id = t.workspace_id and n.supersedes_id = t.id) as "supersededById"
      from training_vtrs t
      join training_signing_keys k on k.workspace_id = t.workspace_id and k.id = t.key_id
     where t.id = ${vtrId}`)
  if (!record) return null
  const credential = JSON.parse(record.content) as Signed
  const shown = { ...nothing, ...describe(credential), id: record.id, publicKey: record.publicKey }
  if (!record.isWhole) return { ...shown, part: 'credential', message: 'The stored record was changed' }
  if (keyIdOf(credential) !== record.keyId || !isProven(credential, record.publicKey))
    return { ...shown, part: 'proof', message: 'The signature does not belong to the stored record' }
  const { compromisedAt, revokedAt, revokeReason, supersededById } = record
  if (compromisedAt !== null && compromisedAt.getTime() <= Date.parse(String(credential.validFrom)))
    return {
      ...shown,
      part: 'key',
      message: `The key is compromised since ${inWords(compromisedAt.toISOString())}, before the record was issued`,
    }
  const at = revokedAt?.toISOString() ?? null
  const messages: Record<string, string> = {
    verified: 'Signed by the school, unchanged, and not revoked',
    revoked: `Revoked on ${inWords(at ?? '')}: ${revokeReason}`,
    superseded: 'The school issued a newer record in its place',
  }
  return {
    ...shown,
    status: record.status as VerdictForm['status'],
    message: messages[record.status] ?? record.status,
    revokedAt: at,
    reason: revokeReason,
    supersededById,
  }
}

const jsonFile = (verdict: VerdictForm): Download => ({
  filename: 'verdict.json',
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify({ success: true, data: verdict }),
  isInline: true,
})
const pageFile = (html: string): Download => ({
  filename: 'verdict.html',
  contentType: 'text/html; charset=utf-8',
  body: html,
  isInline: true,
})

function pageOf(verdict: VerdictForm): string {
  const [tone, heading] = headings[verdict.status] ?? ['bad', verdict.status]
  const time = (at: string | null) =>
    at && `<time datetime="${escapeHtml(at)}">${escapeHtml(inWords(at))}</time>`
  const textOf = (text: string | null) => text && escapeHtml(text)
  const rows = [
    ['Record', textOf(verdict.title)],
    ['Student', textOf(verdict.student)],
    ['Issued by', textOf(verdict.issuer)],
    ['Issued', time(verdict.issuedAt)],
    ['Status', textOf(verdict.status + (verdict.part ? ` (${verdict.part})` : ''))],
    ['Revoked', time(verdict.revokedAt)],
    ['Why', textOf(verdict.reason)],
    ['Replaced by', textOf(verdict.supersededById)],
    ['ID', textOf(verdict.id)],
    ['Key', textOf(verdict.publicKey)],
  ].flatMap(([name, html]) => (html ? [`<dt>${name}</dt><dd>${html}</dd>`] : []))
  return plainPage(
    `${heading}: ${verdict.title ?? 'training record'}`,
    `<h1>Training record</h1><section class="${tone}"><h2>${escapeHtml(heading)}</h2>
<p>${escapeHtml(verdict.message)}</p><dl>${rows.join('')}</dl></section>
<p>Do you have its pack, too? <a href="/verify">Verify that as well</a>: it shows whether your copy was changed.</p>`,
  )
}

const notThere = plainPage(
  'No such training record',
  '<h1>Training record</h1><section class="bad"><h2>There is no such record</h2><p>Check the address.</p></section>',
)

const askServer = `async function verify(text) {
  const response = await fetch('/verify', { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pack: text }) })
  const answer = await response.json()
  return answer.data ?? { status: 'integrity_mismatch', part: 'file', message: answer.error }
}`
const dropPage = plainPage(
  'Verify a training record',
  `<h1>Verify a training record</h1>${packForm(`${askServer}\n${inWords}`)}`,
)
