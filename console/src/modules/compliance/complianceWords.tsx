import { labelOf } from '#api/label.ts'
import type { ComplianceStatus } from '#api/types.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'
import { standingStates } from './kind.ts'
import { t } from './strings.ts'

export const ComplianceBadge = ({ status, children }: { status: ComplianceStatus; children?: string }) => (
  <StatusBadge tone={standingStates.tones[status]}>
    {children ?? labelOf('compliance_record.status', status)}
  </StatusBadge>
)

export const untilOf = (expiresOn: string | null) => (expiresOn ? formatDate(expiresOn) : t.noEnd)

/** "Feb 29, 2028 (456 days)". */
export const untilWithDays = (expiresOn: string | null) =>
  expiresOn ? `${formatDate(expiresOn)} (${leftOf(expiresOn)})` : t.noEnd

/** "62 days", or "4 days over". */
export function leftOf(date: string): string {
  const days = daysTo(date)
  return days < 0 ? t.standing.over(-days) : t.standing.left(days)
}

/** Days from today to a date; negative if it has passed. */
export const daysTo = (date: string) =>
  Math.round((Date.parse(date) - Date.parse(new Date().toISOString().slice(0, 10))) / 86_400_000)

export const below: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
]
