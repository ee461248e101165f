import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, put, remove } from '#api/client.ts'
import { refresh } from '#api/refresh.ts'
import { useCan } from '#api/session.ts'
import type { Role } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { CopyButton } from '#ui/CopyButton.tsx'
import { Form } from '#ui/form/Form.tsx'
import { LeaveGuard } from '#ui/form/LeaveGuard.tsx'
import { RolePicker } from '#ui/form/RolePicker.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Switch } from '#ui/Switch.ts'
import { showDone } from '#ui/useAction.ts'
import { WholeText } from '#ui/WholeText.tsx'
import classes from './sso.module.css'
import { t } from './strings.ts'

const read = () => get('/api/settings/sso')
type Settings = Awaited<ReturnType<typeof read>>

export default function SingleSignOn() {
  const settings = useQuery({ queryKey: ['identity_provider'], queryFn: read })
  return (
    <>
      <PageHeader title={t.title} hint={t.hint} />
      <Loaded query={settings}>
        {(data) => <ProviderForm key={data.provider?.updated_at ?? 'new'} settings={data} />}
      </Loaded>
    </>
  )
}

function ProviderForm({ settings }: { settings: Settings }) {
  const { provider } = settings
  const queryClient = useQueryClient()
  const mayEdit = useCan()('putIdentityProvider')
  const [isRemoving, setRemoving] = useState(false)
  const record = useRecordForm({
    initial: {
      name: provider?.name ?? '',
      issuer: provider?.issuer ?? 'https://',
      client_id: provider?.client_id ?? '',
      client_secret: '',
      joins: (provider?.default_roles ?? null) !== null,
      default_roles: (provider?.default_roles ?? []) as Role[],
      enabled: provider?.enabled ?? true,
    },
    validate: {
      issuer: required(t.issuer),
      client_secret: provider ? () => null : required(t.clientSecret),
    },
    send: ({ client_secret, joins, default_roles, ...rest }) =>
      put('/api/settings/sso', {
        body: {
          ...rest,
          ...(client_secret === '' ? {} : { client_secret }),
          default_roles: joins ? default_roles : null,
        },
      }),
    done: t.saved,
    changes: ['identity_provider'],
  })
  const { form } = record
  return (
    <div className={classes.stack}>
      {settings.required ? <Notice tone="info">{t.required}</Notice> : null}
      <Stack gap="xs" maw={640} align="start">
        <WholeText label={t.redirect} description={t.redirectHint} text={settings.redirect_uri} />
        <CopyButton variant="default" text={settings.redirect_uri} label={t.copy} />
      </Stack>
      <Form
        record={record}
        submitLabel={t.submit}
        more={
          provider && mayEdit ? (
            <Button variant="default" color="red" onClick={() => setRemoving(true)}>
              {t.remove}
            </Button>
          ) : undefined
        }
      >
        <TextInput
          label={t.name}
          description={t.nameHint}
          disabled={!mayEdit}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t.issuer}
          description={t.issuerHint}
          disabled={!mayEdit}
          {...form.getInputProps('issuer')}
        />
        <TextInput label={t.clientId} disabled={!mayEdit} {...form.getInputProps('client_id')} />
        <PasswordInput
          label={t.clientSecret}
          description={provider ? t.clientSecretKept : undefined}
          autoComplete="off"
          disabled={!mayEdit}
          {...form.getInputProps('client_secret')}
        />
        <Switch
          label={t.enabled}
          disabled={!mayEdit}
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        <Switch
          label={t.joins}
          description={t.joinsHint}
          disabled={!mayEdit}
          {...form.getInputProps('joins', { type: 'checkbox' })}
        />
        {form.values.joins ? (
          <RolePicker
            value={form.values.default_roles}
            onChange={(roles) => form.setFieldValue('default_roles', roles)}
            error={form.errors.default_roles}
          />
        ) : null}
      </Form>
      {isRemoving && provider ? (
        <ConfirmDialog
          title={t.removeTitle(provider.name)}
          confirm={t.remove}
          isDangerous
          onConfirm={async () => {
            await remove('/api/settings/sso')
            showDone(t.removed)
            await refresh(queryClient, ['identity_provider'])
          }}
          onClose={() => setRemoving(false)}
        >
          {t.removeText}
        </ConfirmDialog>
      ) : null}
      <LeaveGuard hasUnsaved={record.hasUnsaved} />
    </div>
  )
}
