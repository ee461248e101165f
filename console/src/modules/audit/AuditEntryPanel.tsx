import { useCan } from '#api/session.ts'
import type { AuditEntry } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Changes } from '#ui/Changes.tsx'
import { CopyId } from '#ui/CopyId.tsx'
import { Drawer } from '#ui/Drawer.ts'
import { Instant } from '#ui/Instant.tsx'
import { Facts } from '#ui/RecordPage.tsx'
import { t } from './strings.ts'

/** An entry as shown. Readers who may not see addresses get none. */
export type Entry = Omit<AuditEntry, 'address' | 'clientRequestId'> & {
  address?: string | null
  clientRequestId?: string | null
}

export const actorName = (entry: Entry): string => {
  const { type, name, id } = entry.actor
  if (type === 'system') return t.system
  return type === 'api_key' ? `${t.key} ${name ?? id ?? ''}` : (name ?? id ?? '')
}

/** One audit entry: the changed fields, and the request behind it. */
export function AuditEntryPanel({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const can = useCan()
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="md"
      title={`${t.entry} ${entry.sequence}`}
      closeButtonProps={{ 'aria-label': t.close }}
    >
      <Facts
        items={[
          [t.action, <code key="action">{entry.action}</code>],
          [t.at, <Instant key="at" at={entry.occurredAt} />],
          [t.actor, actorName(entry)],
          ...(entry.address === undefined ? [] : [[t.address, entry.address] as [string, string | null]]),
          [t.subject, <CopyId key="subject" id={entry.subject.id} />],
          [t.request, entry.requestId ? <CopyId key="request" id={entry.requestId} /> : null],
          [t.hash, <CopyId key="hash" id={entry.hash} />],
        ]}
      />
      <h3 style={{ marginTop: 16 }}>{t.changes}</h3>
      {entry.changes.length > 0 ? <Changes changes={entry.changes} /> : <p className="dim">{t.noChanges}</p>}
      {entry.requestId && can('getRequestDecision') ? (
        <p style={{ marginTop: 16 }}>
          <AppLink
            to="/settings/integrations/refusals"
            search={{ request: entry.clientRequestId ?? entry.requestId }}
          >
            {t.lookUp}
          </AppLink>
        </p>
      ) : null}
    </Drawer>
  )
}
