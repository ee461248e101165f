import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { useCan, useSession } from '#api/session.ts'
import type { ApiKey } from '#api/types.ts'
import { ActionButton } from '#ui/ActionButton.tsx'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { IconPlus } from '#ui/icons.ts'
import { Notice } from '#ui/Notice.tsx'
import { onUse } from '#ui/onUse.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import classes from './access.module.css'
import { Expiry, LastUsed, projectsText } from './keyWords.tsx'
import { keyStates } from './kind.ts'
import { t } from './strings.ts'

const CreateKey = onUse(async () => (await import('./CreateKey.tsx')).CreateKey)
const RevokeKey = onUse(async () => (await import('./RevokeKey.tsx')).RevokeKey)

const w = t.list

const columns: Column<ApiKey>[] = [
  {
    id: 'name',
    header: w.name,
    cell: (key) => <AppLink to={`/settings/integrations/api-keys/${key.id}`}>{key.name}</AppLink>,
    text: (key) => key.name,
  },
  {
    id: 'prefix',
    header: w.prefix,
    cell: (key) => <code>{key.prefix}…</code>,
    text: (key) => key.prefix,
    isWide: true,
  },
  {
    id: 'permissions',
    header: w.permissions,
    cell: (key) => <span title={key.scopes.join(', ')}>{t.access[key.access]}</span>,
    text: (key) => key.scopes.join(' '),
    isWide: true,
  },
  { id: 'projects', header: w.projects, cell: projectsText, text: projectsText, isWide: true },
  {
    id: 'lastUsed',
    header: w.lastUsed,
    cell: (key) => <LastUsed apiKey={key} />,
    text: (key) => key.last_used_at,
    isWide: true,
  },
  { id: 'expires', header: w.expires, cell: (key) => <Expiry apiKey={key} />, text: (key) => key.expires_at },
  {
    id: 'status',
    header: w.status,
    cell: (key) => <StateBadge of={keyStates} state={key.status} />,
    text: (key) => key.status,
  },
  {
    id: 'created',
    header: w.created,
    cell: (key) => <Instant at={key.created_at} />,
    text: (key) => key.created_at,
    isOptional: true,
  },
  {
    id: 'createdBy',
    header: w.createdBy,
    cell: (key) => key.created_by,
    text: (key) => key.created_by,
    isOptional: true,
  },
]
const filters: Filter[] = [{ id: 'status', label: w.status, options: optionsOf('api_key.status') }]

export default function KeyList() {
  const can = useCan()
  const isPhone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const { workspace } = useSession()
  const state = useListState({ filters: ['status'] })
  const keys = useQuery({ queryKey: ['api_key'], queryFn: () => get('/api/user/api-keys') })
  const [isCreating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const { status } = state.filters
  const shown = status ? keys.data?.filter((key) => key.status === status) : keys.data

  return (
    <>
      <PageHeader
        title={w.title}
        hint={
          <>
            {w.hint}{' '}
            {can('getRequestDecision') ? (
              <AppLink to="/settings/integrations/refusals">{w.lookUp}</AppLink>
            ) : null}
          </>
        }
      >
        {can('createApiKey') ? (
          <ActionButton
            data-create
            leftSection={<IconPlus size={15} aria-hidden />}
            reason={workspace.apiKeysEnabled ? null : w.disabledReason}
            onClick={() => setCreating(true)}
          >
            {w.create}
          </ActionButton>
        ) : null}
      </PageHeader>
      <div className={classes.notices}>
        {workspace.apiKeysEnabled ? null : (
          <Notice tone="amber">
            {w.disabled} <AppLink to="/settings/organization">{w.disabledLink}</AppLink>
          </Notice>
        )}
        <Notice tone="info">
          {w.warning} {w.advice}
        </Notice>
      </div>
      <DataTable
        id="api-keys"
        label={w.title}
        columns={columns}
        result={{ ...keys, data: shown }}
        state={state}
        filters={filters}
        rowName={(key) => key.name}
        rowLink={(key) => `/settings/integrations/api-keys/${key.id}`}
        // On a phone it would cover the status of the key. There the page of the key has it.
        rowActions={
          isPhone
            ? undefined
            : (key) =>
                key.status === 'active' && can('revokeApiKey') ? (
                  <Button
                    variant="subtle"
                    color="red"
                    aria-label={`${w.revoke} ${key.name}`}
                    onClick={() => setRevoking(key)}
                  >
                    {w.revoke}
                  </Button>
                ) : null
        }
        words={w}
        emptyActions={
          can('createApiKey') && workspace.apiKeysEnabled ? (
            <Button onClick={() => setCreating(true)}>{w.create}</Button>
          ) : null
        }
      />
      {isCreating ? <CreateKey onClose={() => setCreating(false)} /> : null}
      {revoking ? <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} /> : null}
    </>
  )
}
