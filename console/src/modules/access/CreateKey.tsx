import { Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { NewApiKey } from '#api/types.ts'
import { Form } from '#ui/form/Form.tsx'
import { FormDrawer } from '#ui/form/FormDrawer.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { MultiSelect } from '#ui/MultiSelect.ts'
import { Notice } from '#ui/Notice.tsx'
import { Radio } from '#ui/Radio.ts'
import { utcToday } from '#ui/time.ts'
import { KeySecret } from './KeySecret.tsx'
import { bodyOf, emptyKey } from './keyForm.ts'
import { ScopePicker } from './ScopePicker.tsx'
import { t } from './strings.ts'

const w = t.create

/** The panel that creates a key. The safest choices come first, and the secret is shown once at the end. */
export function CreateKey({ onClose }: { onClose: () => void }) {
  const [newKey, setNewKey] = useState<NewApiKey | null>(null)
  if (newKey)
    return (
      <KeySecret
        title={w.secretTitle(newKey.name)}
        secret={newKey.secret}
        scopes={newKey.scopes}
        isLimited={newKey.projects !== 'all'}
        onClose={onClose}
      />
    )
  return (
    <FormDrawer title={w.title} onClose={onClose}>
      <KeyFields onCreated={setNewKey} onClose={onClose} />
    </FormDrawer>
  )
}

function KeyFields({ onCreated, onClose }: { onCreated: (key: NewApiKey) => void; onClose: () => void }) {
  const can = useCan()
  const projects = useQuery({
    queryKey: ['project', 'all'],
    queryFn: () => get('/api/projects', { query: { page_size: 100, sort: 'name' } }),
    enabled: can('listProjects'),
  })
  const record = useRecordForm({
    initial: emptyKey,
    validate: {
      scopes: (scopes, { access }) => (access === 'custom' && scopes.length === 0 ? w.noScope : null),
      projectIds: (ids, { reach }) => (reach === 'selected' && ids.length === 0 ? w.noProject : null),
      expiresOn: (date, { expiration }) => (expiration === 'date' && date <= utcToday() ? w.noDate : null),
    },
    send: (values) => post('/api/user/api-keys', { body: bodyOf(values) }),
    changes: ['api_key'],
    onDone: onCreated,
  })
  const { form } = record
  const { access, reach, expiration } = form.values

  return (
    <Form record={record} submitLabel={w.submit} onCancel={onClose}>
      <TextInput
        label={w.name}
        description={w.nameHint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Radio.Group label={w.permissions} {...form.getInputProps('access')}>
        <Stack gap="xs" mt={6}>
          <Radio value="read" label={t.access.read} description={w.readHint} />
          <Radio value="read_write" label={t.access.read_write} description={w.writeHint} />
          <Radio value="custom" label={t.access.custom} description={w.customHint} />
        </Stack>
      </Radio.Group>
      {access === 'custom' ? <ScopePicker {...form.getInputProps('scopes')} /> : null}
      <Radio.Group label={w.projects} {...form.getInputProps('reach')}>
        <Stack gap="xs" mt={6}>
          <Radio value="all" label={w.allProjects} />
          <Radio value="selected" label={w.selected} description={w.selectedHint} />
        </Stack>
      </Radio.Group>
      {reach === 'selected' ? (
        <MultiSelect
          size="sm"
          label={w.pick}
          searchable
          data={(projects.data?.items ?? []).map((project) => ({ value: project.id, label: project.name }))}
          {...form.getInputProps('projectIds')}
        />
      ) : null}
      <Radio.Group label={w.expiration} description={w.recommend} {...form.getInputProps('expiration')}>
        <Stack gap="xs" mt={6}>
          {['7', '30', '90'].map((days) => (
            <Radio key={days} value={days} label={w.days(Number(days))} />
          ))}
          <Radio value="date" label={w.onDate} />
          <Radio value="never" label={w.never} />
        </Stack>
      </Radio.Group>
      {expiration === 'date' ? (
        <TextInput label={w.date} type="date" {...form.getInputProps('expiresOn')} />
      ) : null}
      {expiration === 'never' ? <Notice tone="amber">{w.neverWarn}</Notice> : null}
    </Form>
  )
}
