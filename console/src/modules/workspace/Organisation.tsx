import { Select, Switch, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { get, patch } from '#api/client.ts'
import type { Workspace } from '#api/types.ts'
import { useCan } from '#shell/session.ts'
import { CopyId } from '#ui/CopyId.tsx'
import { Form } from '#ui/form/Form.tsx'
import { LeaveGuard } from '#ui/form/LeaveGuard.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Facts } from '#ui/RecordPage.tsx'
import { timeZones } from '#ui/timeZones.ts'
import { tellDone } from '#ui/useAction.ts'
import { sentence } from '../../strings.ts'
import { t } from './strings.ts'
import classes from './workspace.module.css'

const w = t.organisation

export default function Organisation() {
  const workspace = useQuery({ queryKey: ['workspace'], queryFn: () => get('/api/v1/admin/workspace') })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={workspace}>{(data) => <OrganisationForm key={data.version} workspace={data} />}</Loaded>
    </>
  )
}

function OrganisationForm({ workspace }: { workspace: Workspace }) {
  const queryClient = useQueryClient()
  const mayEdit = useCan()('updateWorkspace')
  const record = useRecordForm({
    initial: { name: workspace.name, timezone: workspace.timezone, apiKeysEnabled: workspace.apiKeysEnabled },
    validate: { name: required(w.name) },
    send: async (body) => {
      queryClient.setQueryData(
        ['workspace'],
        await patch('/api/v1/admin/workspace', { body, version: workspace.version }),
      )
      tellDone(w.saved)
      await queryClient.invalidateQueries({ queryKey: ['session'] })
    },
  })
  const { form } = record

  return (
    <div className={classes.stack}>
      <Form record={record} submitLabel={w.submit}>
        <TextInput label={w.name} disabled={!mayEdit} {...form.getInputProps('name')} />
        <Select
          label={w.timezone}
          description={w.timezoneHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          searchable
          data={timeZones()}
          limit={60}
          allowDeselect={false}
          disabled={!mayEdit}
          {...form.getInputProps('timezone')}
        />
        <Switch
          label={w.apiKeys}
          description={w.apiKeysHint}
          disabled={!mayEdit}
          {...form.getInputProps('apiKeysEnabled', { type: 'checkbox' })}
        />
      </Form>
      <Facts
        title={w.identifiers}
        items={[
          [w.id, <CopyId key="id" id={workspace.id} what={w.id.toLowerCase()} />],
          [w.uuid, <CopyId key="uuid" id={workspace.uuid} what={w.uuid} />],
          [w.slug, `/app/${workspace.slug}`],
          [w.modules, workspace.modules.map(sentence).join(', ')],
        ]}
      />
      <LeaveGuard hasUnsaved={record.hasUnsaved} />
    </div>
  )
}
