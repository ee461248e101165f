import { Group, PasswordInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { post, put } from '#api/client.ts'
import type { Channel, NewChannel } from '#api/types.ts'
import { Checkbox } from '#ui/Checkbox.ts'
import { Form } from '#ui/form/Form.tsx'
import { FormDrawer } from '#ui/form/FormDrawer.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { MultiSelect } from '#ui/MultiSelect.ts'
import { SecretPanel } from '#ui/SecretPanel.tsx'
import { TagsInput } from '#ui/TagsInput.ts'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.channelForm
type Props = { channel?: Channel; onClose: () => void; onCreated?: (id: string) => void }

const severities = optionsOf('notification_channel.config.severity_filter')
const roles = optionsOf('member.roles')

/** Creates or updates a channel. A new webhook channel shows its signing secret once. */
export function ChannelDialog({ channel, onClose, onCreated }: Props) {
  const [newChannel, setNewChannel] = useState<NewChannel | null>(null)
  if (newChannel?.secret) {
    return (
      <SecretPanel
        title={w.secretTitle}
        label={w.secretLabel}
        secret={newChannel.secret}
        note={w.secretNote}
        onClose={() => {
          onClose()
          onCreated?.(newChannel.id)
        }}
      />
    )
  }
  const finish = (channel: NewChannel) => {
    if (channel.secret) return setNewChannel(channel)
    onClose()
    onCreated?.(channel.id)
  }
  return (
    <FormDrawer title={channel ? w.editTitle : w.createTitle} onClose={onClose}>
      <ChannelForm channel={channel} onClose={onClose} onCreated={finish} />
    </FormDrawer>
  )
}

function valuesOf(channel?: Channel) {
  const { config } = channel ?? { config: {} as Channel['config'] }
  return {
    name: channel?.name ?? '',
    type: channel?.type ?? ('email' as Channel['type']),
    config: {
      recipients: config.recipients ?? [],
      workspace: config.workspace ?? '',
      channel: config.channel ?? '',
      webhook_url: '',
      url: config.url ?? '',
      roles: config.roles ?? [],
      person_concerned: config.person_concerned ?? false,
      severity_filter: config.severity_filter ?? [],
    },
  }
}
type Values = ReturnType<typeof valuesOf>

/** The body for the API: only the fields of the type, and no secret that is unchanged. */
function configOf({ type, config }: Values, before?: Channel) {
  const { recipients, workspace, channel, webhook_url, url, roles: chosen, severity_filter } = config
  const filter = severity_filter.length > 0 ? { severity_filter } : {}
  const members = before?.config.member_ids
  switch (type) {
    case 'email':
      return { recipients, ...filter }
    case 'slack':
      return {
        channel: channel.trim(),
        ...(workspace.trim() ? { workspace: workspace.trim() } : {}),
        ...(webhook_url.trim() ? { webhook_url: webhook_url.trim() } : {}),
        ...filter,
      }
    case 'webhook':
      return { url: url.trim(), ...filter }
    case 'in_app':
      return {
        ...(chosen.length > 0 ? { roles: chosen } : {}),
        ...(members ? { member_ids: members } : {}),
        ...(config.person_concerned ? { person_concerned: true } : {}),
        ...filter,
      }
  }
}

function ChannelForm({
  channel,
  onClose,
  onCreated,
}: {
  channel?: Channel
  onClose: () => void
  onCreated: (newChannel: NewChannel) => void
}) {
  const record = useRecordForm({
    initial: valuesOf(channel),
    validate: {
      config: {
        recipients: (list: string[], { type }: Values) =>
          type === 'email' && list.length === 0 ? w.noRecipients : null,
        channel: (name: string, { type }: Values) => (type === 'slack' ? required(w.channel)(name) : null),
        url: (url: string, { type }: Values) => (type === 'webhook' ? required(w.url)(url) : null),
        roles: (list: string[], { type, config }: Values) =>
          type === 'in_app' && list.length === 0 && !config.person_concerned && !channel?.config.member_ids
            ? w.noRoles
            : null,
      },
    },
    send: async (values) => {
      const body = { name: values.name.trim(), config: configOf(values, channel) }
      if (!channel) return post('/api/notifications/channels', { body: { ...body, type: values.type } })
      await put('/api/notifications/channels/{id}', {
        path: { id: channel.id },
        body,
        version: channel.version,
      })
      return null
    },
    done: (newChannel) => (newChannel ? null : w.saved),
    changes: ['notification_channel'],
    onDone: (newChannel) => (newChannel ? onCreated(newChannel) : onClose()),
  })
  const { form } = record
  const { type } = form.values

  return (
    <Form record={record} submitLabel={channel ? w.save : w.create} onCancel={onClose}>
      {channel ? null : (
        <Select
          label={w.type}
          allowDeselect={false}
          data={optionsOf('notification_channel.type')}
          {...form.getInputProps('type')}
        />
      )}
      <TextInput label={w.name} data-autofocus {...form.getInputProps('name')} />
      {type === 'email' ? (
        <TagsInput
          label={w.recipients}
          description={w.recipientsHint}
          acceptValueOnBlur
          splitChars={[',', ';', ' ']}
          {...form.getInputProps('config.recipients')}
        />
      ) : null}
      {type === 'slack' ? (
        <>
          <TextInput label={w.workspace} {...form.getInputProps('config.workspace')} />
          <TextInput
            label={w.channel}
            description={w.channelHint}
            {...form.getInputProps('config.channel')}
          />
          <PasswordInput
            label={w.webhookUrl}
            description={channel?.has_address ? w.webhookUrlKept : w.webhookUrlHint}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': s.form.reveal }}
            {...form.getInputProps('config.webhook_url')}
          />
        </>
      ) : null}
      {type === 'webhook' ? (
        <TextInput label={w.url} type="url" description={w.urlHint} {...form.getInputProps('config.url')} />
      ) : null}
      {type === 'in_app' ? (
        <>
          <MultiSelect label={w.roles} data={roles} searchable {...form.getInputProps('config.roles')} />
          <Checkbox
            label={w.personConcerned}
            description={w.personConcernedHint}
            {...form.getInputProps('config.person_concerned', { type: 'checkbox' })}
          />
        </>
      ) : null}
      <Checkbox.Group
        label={w.severities}
        description={w.severitiesHint}
        {...form.getInputProps('config.severity_filter')}
      >
        <Group gap="md" mt={6}>
          {severities.map((severity) => (
            <Checkbox key={severity.value} size="sm" value={severity.value} label={severity.label} />
          ))}
        </Group>
      </Checkbox.Group>
    </Form>
  )
}
