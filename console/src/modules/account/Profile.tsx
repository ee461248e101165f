import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { put } from '#api/client.ts'
import { profileQuery } from '#api/profile.ts'
import { sentence } from '#api/sentence.ts'
import type { Profile as ProfileOfUser } from '#api/types.ts'
import { CopyId } from '#ui/CopyId.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { Facts } from '#ui/RecordPage.tsx'
import { timeZones } from '#ui/timeZones.ts'
import { showDone } from '#ui/useAction.ts'
import classes from './account.module.css'
import { Email } from './Email.tsx'
import { Picture } from './Picture.tsx'
import { t } from './strings.ts'

const w = t.profile

export default function Profile() {
  const profile = useQuery(profileQuery)
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={profile}>
        {(data) => (
          <div className={classes.stack}>
            <Picture profile={data} />
            <ProfileForm key={data.updated_at} profile={data} />
            <Email profile={data} />
            <Facts
              title={w.facts}
              items={[
                [w.id, <CopyId key="id" id={data.id} label={w.id.toLowerCase()} />],
                [w.roles, data.roles.map(sentence).join(', ')],
              ]}
            />
          </div>
        )}
      </Loaded>
    </>
  )
}

function ProfileForm({ profile }: { profile: ProfileOfUser }) {
  const record = useRecordForm({
    initial: {
      display_name: profile.display_name,
      timezone: profile.timezone,
      locale: profile.locale,
    },
    send: (body) => put('/api/user/profile', { body }),
    changes: ['user', 'session'],
    // Last, because a new time zone or locale re-renders the whole shell.
    onDone: () => showDone(w.saved),
  })
  const { form } = record
  return (
    <Form record={record} submitLabel={w.submit}>
      <TextInput label={w.name} autoComplete="name" {...form.getInputProps('display_name')} />
      <Select
        label={w.timezone}
        searchable
        data={[...new Set([profile.timezone, ...timeZones()])]}
        limit={60}
        allowDeselect={false}
        {...form.getInputProps('timezone')}
      />
      <TextInput
        label={w.locale}
        description={w.localeHint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoCapitalize="none"
        {...form.getInputProps('locale')}
      />
    </Form>
  )
}
