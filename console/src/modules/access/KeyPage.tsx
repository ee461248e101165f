import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { get } from '#api/client.ts'
import { useCan, useSession } from '#api/session.ts'
import type { ApiKey } from '#api/types.ts'
import { ActionButton } from '#ui/ActionButton.tsx'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import classes from './access.module.css'
import { EndedKey } from './EndedKey.tsx'
import { Expiry, LastUsed, projectsText, secretAgeDays } from './keyWords.tsx'
import { keyStates } from './kind.ts'
import { LeastPrivilege } from './LeastPrivilege.tsx'
import { Refusals } from './Refusals.tsx'
import { Regenerate } from './Regenerate.tsx'
import { RenameKey } from './RenameKey.tsx'
import { RevokeKey } from './RevokeKey.tsx'
import { Rotation } from './Rotation.tsx'
import { t } from './strings.ts'

const w = t.key

export default function KeyPage() {
  const id = useParam('id')
  const key = useQuery({
    queryKey: ['api_key', id],
    queryFn: () => get('/api/user/api-keys/{id}', { path: { id } }),
  })
  return <Loaded query={key}>{(data) => <Key apiKey={data} />}</Loaded>
}

function Key({ apiKey }: { apiKey: ApiKey }) {
  const can = useCan()
  const [dialog, setDialog] = useState<'rename' | 'regenerate' | 'revoke' | null>(null)
  const close = () => setDialog(null)
  const { workspace } = useSession()
  const revoked = apiKey.status === 'revoked' ? w.revokedReason : null
  const fixed = revoked ?? (workspace.apiKeysEnabled ? null : t.list.disabledReason)
  const age = secretAgeDays(apiKey)
  const isActive = apiKey.status === 'active'

  return (
    <RecordPage
      title={apiKey.name}
      id={apiKey.id}
      badge={<StateBadge of={keyStates} state={apiKey.status} />}
      hasTimeline={false}
      back={{ to: '/settings/integrations/api-keys', label: w.back }}
      actions={
        <>
          {can('updateApiKey') ? (
            <ActionButton variant="default" reason={fixed} onClick={() => setDialog('rename')}>
              {w.edit}
            </ActionButton>
          ) : null}
          {can('regenerateApiKey') ? (
            <ActionButton
              variant="default"
              reason={fixed ?? (apiKey.status === 'expired' ? w.expiredReason : null)}
              onClick={() => setDialog('regenerate')}
            >
              {w.regenerate}
            </ActionButton>
          ) : null}
          {can('revokeApiKey') ? (
            <ActionButton color="red" reason={revoked} onClick={() => setDialog('revoke')}>
              {t.list.revokeKey}
            </ActionButton>
          ) : null}
        </>
      }
    >
      {isActive ? null : <EndedKey apiKey={apiKey} />}
      {isActive && age >= 90 ? (
        <Notice tone="amber" title={w.ageTitle}>
          {w.age(age)}
        </Notice>
      ) : null}
      {isActive && apiKey.access === 'read_write' ? (
        <Notice tone="info" title={w.leastTitle}>
          {w.least}
        </Notice>
      ) : null}
      <Facts
        items={[
          [t.list.prefix, <code key="prefix">{apiKey.prefix}…</code>],
          [t.list.permissions, t.access[apiKey.access]],
          [
            w.scopes,
            <span key="scopes" className={classes.chips}>
              {apiKey.scopes.map((scope) => (
                <code key={scope}>{scope}</code>
              ))}
            </span>,
          ],
          [t.list.projects, projectsText(apiKey)],
          [t.list.lastUsed, <LastUsed key="used" apiKey={apiKey} />],
          ...(apiKey.status === 'revoked'
            ? []
            : [[t.list.expires, <Expiry key="expires" apiKey={apiKey} />] satisfies [string, ReactNode]]),
          [t.list.created, <Instant key="created" at={apiKey.created_at} />],
          [t.list.createdBy, apiKey.created_by],
          [w.rotatedAt, <Instant key="rotated" at={apiKey.rotated_at} />],
        ]}
      />
      {isActive ? (
        <>
          <LeastPrivilege apiKey={apiKey} />
          <Rotation apiKey={apiKey} />
        </>
      ) : null}
      <Refusals keyId={apiKey.id} />
      {can('listAuditLog') ? (
        <p>
          <AppLink to="/settings/audit-log" search={{ subject: apiKey.id }}>
            {w.audit}
          </AppLink>
        </p>
      ) : null}
      {dialog === 'rename' ? <RenameKey apiKey={apiKey} onClose={close} /> : null}
      {dialog === 'regenerate' ? <Regenerate apiKey={apiKey} onClose={close} /> : null}
      {dialog === 'revoke' ? <RevokeKey apiKey={apiKey} onClose={close} /> : null}
    </RecordPage>
  )
}
