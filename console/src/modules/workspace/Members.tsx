import { Button } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useCan } from '#api/session.ts'
import { onUse } from '#ui/onUse.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo } from '#ui/place.ts'
import { Tabs } from '#ui/Tabs.ts'
import { MemberList } from './MemberList.tsx'
import { t } from './strings.ts'

const Invitations = onUse(async () => (await import('./Invitations.tsx')).Invitations)

const InviteDialog = onUse(async () => (await import('./InviteDialog.tsx')).InviteDialog)

const w = t.members

export default function Members() {
  const can = useCan()
  const go = useGo()
  const search: Search = useSearch({ strict: false })
  const [isInviting, setInviting] = useState(false)
  const tab = search.tab === 'invitations' ? 'invitations' : 'members'

  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        {can('inviteMember') ? (
          <Button data-create onClick={() => setInviting(true)}>
            {w.invite}
          </Button>
        ) : null}
      </PageHeader>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => void go('/settings/members', next === 'invitations' ? { tab: next } : {})}
      >
        <Tabs.List mb="sm" aria-label={w.tabs}>
          <Tabs.Tab value="members">{w.members}</Tabs.Tab>
          {can('listInvitations') ? <Tabs.Tab value="invitations">{w.invitations}</Tabs.Tab> : null}
        </Tabs.List>
        <Tabs.Panel value="members">
          <MemberList />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <Invitations onInvite={() => setInviting(true)} />
        </Tabs.Panel>
      </Tabs>
      {isInviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </>
  )
}
