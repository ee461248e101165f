import type { Cpa } from '#api/types.ts'
import { DateOf } from '#ui/Instant.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { t } from './strings.ts'

/** The due date of an action, in red with the word if it has passed. */
export function DueOn({ cpa }: { cpa: Pick<Cpa, 'dueOn' | 'status'> }) {
  const isOverdue = cpa.status !== 'closed' && cpa.dueOn < new Date().toISOString().slice(0, 10)
  return (
    <>
      <DateOf on={cpa.dueOn} /> {isOverdue ? <StatusBadge tone="red">{t.actions.overdue}</StatusBadge> : null}
    </>
  )
}
