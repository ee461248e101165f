import { Button } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useCan } from '#api/session.ts'
import { IconPlus } from '#ui/icons.ts'
import { onUse } from '#ui/onUse.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo } from '#ui/place.ts'
import { Tabs } from '#ui/Tabs.ts'
import { ChannelList } from './ChannelList.tsx'
import { path } from './queries.ts'
import { RuleList } from './RuleList.tsx'
import { t } from './strings.ts'

const DeliveryLog = onUse(async () => (await import('./DeliveryLog.tsx')).DeliveryLog)
const RuleDialog = onUse(async () => (await import('./RuleDialog.tsx')).RuleDialog)
const ChannelDialog = onUse(async () => (await import('./ChannelDialog.tsx')).ChannelDialog)

const views = ['channels', 'rules', 'deliveries'] as const

/** The notifications of the workspace: channels, rules and deliveries. */
export default function NotificationSettings() {
  const can = useCan()
  const go = useGo()
  const { view }: Search = useSearch({ strict: false })
  const tab = views.find((name) => name === view) ?? 'channels'
  const [isCreating, setCreating] = useState(false)
  const create = () => setCreating(true)
  const close = () => setCreating(false)
  const isRule = tab === 'rules'

  return (
    <>
      <PageHeader title={t.title} hint={t.hint}>
        {tab !== 'deliveries' && can('createNotificationChannel') ? (
          <Button data-create leftSection={<IconPlus size={15} aria-hidden />} onClick={create}>
            {isRule ? t.rules.create : t.channels.create}
          </Button>
        ) : null}
      </PageHeader>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => void go(path, next && next !== 'channels' ? { view: next } : {})}
      >
        <Tabs.List mb="sm" aria-label={t.views}>
          <Tabs.Tab value="channels">{t.channels.tab}</Tabs.Tab>
          <Tabs.Tab value="rules">{t.rules.tab}</Tabs.Tab>
          <Tabs.Tab value="deliveries">{t.deliveries.tab}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="channels">
          <ChannelList onCreate={create} />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <RuleList onCreate={create} />
        </Tabs.Panel>
        <Tabs.Panel value="deliveries">
          <DeliveryLog />
        </Tabs.Panel>
      </Tabs>
      {isCreating && isRule ? <RuleDialog onClose={close} /> : null}
      {isCreating && !isRule ? (
        <ChannelDialog onClose={close} onCreated={(id) => void go(`${path}/channels/${id}`)} />
      ) : null}
    </>
  )
}
