import { type RowOf, sql, type Tx } from '#platform/database/database.ts'
import type { SessionPrincipal } from '#platform/kernel/principal.ts'
import { problem } from '#platform/kernel/problem.ts'

export const certificateMissing = problem('certificate_missing', 422, {
  meaning: 'The signer does not hold the certificate that the signature needs',
  fix: 'Record the certificate of the signer under Compliance, or let somebody sign who holds it.',
})
export const certificateExpired = problem('certificate_expired', 422, {
  meaning: 'The certificate of the signer has expired',
  fix: 'Renew it under Compliance, or let somebody sign whose certificate is valid.',
})

type Held = RowOf<'certificatesOfSigner'>
const maintenanceTitle =
  /mechanic|airframe|power ?plant|\bA ?& ?P\b|\bIA\b|inspection auth|repair|part.?66|\bAML\b|maintenance/i
const onField = (message: string) => ({ details: [{ field: 'certificateNumber', message }] })

/**
 * Refuses a signature by a certificate that compliance knows to have ended, or by one that it does not have where it
 * has others of the signer or the workspace requires one. Of people without records it knows nothing.
 * @param today The day in the zone of the workspace.
 */
export async function checkCertificate(
  tx: Tx,
  principal: SessionPrincipal,
  today: string,
  certificateNumber: string,
): Promise<void> {
  const held = await certificatesOf(tx, principal)
  const named = held.filter(({ number }) => number !== null && isSameNumber(number, certificateNumber))
  if (named.length > 0) return requireValid(named, today)
  const forMaintenance = held.filter(({ title, withdrawnAt }) => maintenanceTitle.test(title) && !withdrawnAt)
  const unnumbered = forMaintenance.filter(({ number }) => number === null)
  if (unnumbered.length > 0) return requireValid(unnumbered, today)
  if (forMaintenance.length > 0)
    throw certificateMissing(
      `Compliance has no certificate ${certificateNumber} of yours. It has ${forMaintenance.map(({ title, number }) => `${title} ${number}`).join(', ')}`,
      onField('is no certificate that compliance has of you'),
    )
  await requireRequired(tx, principal)
}

const certificatesOf = (tx: Tx, { userId }: SessionPrincipal): Promise<Held[]> =>
  tx.rows(sql<'certificatesOfSigner'>`
    select r.title, r.number, r.expires_on as "expiresOn", r.withdrawn_at as "withdrawnAt"
      from crew c
      join workspaces w on w.workspace_id = c.workspace_id and 'compliance' = any (w.modules)
      join compliance_records r on r.workspace_id = c.workspace_id and r.crew_id = c.id
     where c.user_id = ${userId} and r.kind in ('certificate', 'rating')
     order by r.withdrawn_at is not null, r.expires_on desc nulls first, r.id`)

/** Some write A&P 3141592, others 3141592. */
function isSameNumber(first: string, second: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  const digits = (text: string) => text.replace(/\D/g, '')
  return plain(first) === plain(second) || (digits(first).length >= 4 && digits(first) === digits(second))
}

/** @param certificates The living ones first, and of them the one that is valid longest. */
function requireValid([best]: readonly Held[], today: string): void {
  if (!best) return
  const name = [best.title, best.number].filter(Boolean).join(' ')
  if (best.withdrawnAt) throw certificateMissing(`${name} was withdrawn`, onField('was withdrawn'))
  if (best.expiresOn !== null && best.expiresOn < today)
    throw certificateExpired(`${name} expired on ${best.expiresOn}`, onField(`expired on ${best.expiresOn}`))
}

/** What the workspace requires of those who maintain aircraft. */
async function requireRequired(tx: Tx, { userId }: SessionPrincipal): Promise<void> {
  const required = await tx.first(sql<'requiredOfSigner'>`
    select q.title, h.status
      from crew c
      join workspaces w on w.workspace_id = c.workspace_id and 'compliance' = any (w.modules)
      join compliance_holdings h on h.workspace_id = c.workspace_id and h.crew_id = c.id
      join compliance_requirements q on q.workspace_id = h.workspace_id and q.id = h.requirement_id
     where c.user_id = ${userId} and q.kind = 'certificate' and q.functions && array['mechanic', 'inspector']
       and h.status in ('missing', 'expired')
     order by h.status desc, q.title limit 1`)
  if (!required) return
  const { title, status } = required
  throw status === 'missing'
    ? certificateMissing(`${title} is required to sign, and compliance has none of you`)
    : certificateExpired(`${title} is required to sign, and yours has expired`)
}
