import type { Cpa } from '#api/types.ts'
import { DateOf } from '#ui/Instant.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { t } from './strings.ts'

/** When an action is due; red with the word where that is past. */
export function DueOn({ cpa }: { cpa: Pick<Cpa, 'dueOn' | 'status'> }) {
  const isOverdue = cpa.status !== 'closed' && cpa.dueOn < new Date().toISOString().slice(0, 10)
  return (
    <>
      <DateOf on={cpa.dueOn} /> {isOverdue ? <StatusBadge tone="red">{t.actions.overdue}</StatusBadge> : null}
    </>
  )
}
