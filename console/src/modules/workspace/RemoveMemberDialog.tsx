import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, remove } from '#api/client.ts'
import type { Member, MemberRemoval } from '#api/types.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'
import classes from './workspace.module.css'

const w = t.members

/** Shows what a member leaves behind before removing them. */
export function RemoveMemberDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const path = { id: member.id }
  const removal = useQuery({
    queryKey: ['member', member.id, 'removal'],
    queryFn: () => get('/api/v1/admin/members/{id}/removal', { path }),
    staleTime: 0,
  })
  const [revokesKeys, setRevokesKeys] = useState(true)
  const removing = useAction({
    run: () => remove('/api/v1/admin/members/{id}', { path, query: { revoke_keys: revokesKeys } }),
    done: w.removed(member.displayName),
    changes: ['member', 'api_key'],
    quiet: true,
  })
  return (
    <ConfirmDialog
      title={w.removeTitle(member.displayName)}
      confirm={w.remove}
      isDangerous
      onConfirm={() => removing.mutateAsync()}
      onClose={onClose}
    >
      <p>{w.removeText}</p>
      <Loaded query={removal}>
        {(data) => <LeftBehind removal={data} revokesKeys={revokesKeys} onRevokesKeys={setRevokesKeys} />}
      </Loaded>
    </ConfirmDialog>
  )
}

function LeftBehind({
  removal,
  revokesKeys,
  onRevokesKeys,
}: {
  removal: MemberRemoval
  revokesKeys: boolean
  onRevokesKeys: (value: boolean) => void
}) {
  const left = removal.leftBehind.filter((group) => group.records.length > 0)
  const keys = left.find((group) => group.kind === 'api_keys')?.records.length ?? 0
  return (
    <>
      <p className="dim">{w.sessionsEnd(removal.sessions)}</p>
      {left.length === 0 ? (
        <p className="dim">{w.leavesNothing}</p>
      ) : (
        <Notice tone="amber" title={w.leaves}>
          {left.map((group) => (
            <div key={group.kind} className={classes.left}>
              <strong>{group.title}</strong>
              <ul>
                {group.records.map((record) => (
                  <li key={record.id}>
                    {record.label}{' '}
                    {record.detail && record.detail !== record.label ? (
                      <code className="dim">{record.detail}</code>
                    ) : null}
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </Notice>
      )}
      {keys > 0 ? (
        <Checkbox
          label={w.revokeKeys(keys)}
          description={w.revokeKeysHint}
          checked={revokesKeys}
          onChange={(event) => onRevokesKeys(event.currentTarget.checked)}
        />
      ) : null}
    </>
  )
}
