import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { optionsOf } from '#api/choice.ts'
import { get, patch, post } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { CopyId } from '#ui/CopyId.tsx'
import { FieldGroup } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { MultiSelect } from '#ui/MultiSelect.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Facts } from '#ui/RecordPage.tsx'
import { Switch } from '#ui/Switch.ts'
import { timeZones } from '#ui/timeZones.ts'
import { sentence } from '../../strings.ts'
import { t } from './strings.ts'
import classes from './workspace.module.css'

const w = t.organization

const read = async () => {
  const [workspace, settings] = await Promise.all([get('/api/v1/admin/workspace'), get('/api/settings/all')])
  return { workspace, settings }
}
type Data = Awaited<ReturnType<typeof read>>

export default function Organization() {
  const workspace = useQuery({ queryKey: ['workspace'], queryFn: read })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={workspace}>{(data) => <OrganizationForm {...data} />}</Loaded>
    </>
  )
}

function OrganizationForm({ workspace, settings }: Data) {
  const mayEdit = useCan()('updateWorkspace')
  const record = useRecordForm({
    version: workspace.version,
    initial: {
      name: workspace.name,
      timezone: workspace.timezone,
      operatingRules: workspace.operatingRules,
      data_residency: settings.data_residency,
      apiKeysEnabled: workspace.apiKeysEnabled,
      modules: workspace.modules,
    },
    send: async ({ data_residency, ...body }) => {
      // Save first what can be refused for its text, so that nothing is half saved.
      if (data_residency !== settings.data_residency)
        await post('/api/settings', { body: { data_residency } })
      // Only what changed: modules and API keys ask for re-authentication, and a new name does not.
      const changed = changedFields(body, workspace)
      if (Object.keys(changed).length > 0) await patch('/api/v1/admin/workspace', { body: changed })
    },
    done: w.saved,
    changes: ['workspace'],
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
        <MultiSelect
          label={w.operatingRules}
          description={workspace.operatingRules.length === 0 ? w.operatingRulesMissing : w.operatingRulesHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={optionsOf('workspace.operatingRules')}
          searchable
          disabled={!mayEdit}
          {...form.getInputProps('operatingRules')}
        />
        <TextInput
          label={w.residency}
          description={w.residencyHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          disabled={!mayEdit}
          {...form.getInputProps('data_residency')}
        />
        <FieldGroup title={w.features}>
          <p className="dim">{w.featuresHint}</p>
          <Switch.Group {...form.getInputProps('modules')}>
            <div className={classes.roles}>
              {modulesOf(settings).map((name) => (
                <Switch key={name} value={name} label={sentence(name)} disabled={!mayEdit} />
              ))}
            </div>
          </Switch.Group>
        </FieldGroup>
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
          [w.id, <CopyId key="id" id={workspace.id} label={w.id.toLowerCase()} />],
          [w.uuid, <CopyId key="uuid" id={workspace.uuid} label={w.uuid} />],
          [w.slug, `/app/${workspace.slug}`],
        ]}
      />
    </div>
  )
}

type Body = Pick<Data['workspace'], 'name' | 'timezone' | 'operatingRules' | 'apiKeysEnabled' | 'modules'>
const changedFields = (body: Body, before: Body): Partial<Body> =>
  Object.fromEntries(
    Object.entries(body).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Body]),
    ),
  )

const modulesOf = ({ feature_flags }: Data['settings']) =>
  Object.keys(feature_flags).filter((name) => name !== 'api_keys')
