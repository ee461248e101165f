import { TextInput } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { post } from '#api/client.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { PublicPage } from '#ui/PublicPage.tsx'
import type { Search } from '#ui/place.ts'
import { keepTicket } from './ssoTicket.ts'
import { t } from './strings.ts'

const w = t.sso

export default function SsoSignIn() {
  const search: Search = useSearch({ strict: false })
  const record = useRecordForm({
    initial: { workspace: search.workspace ?? '' },
    send: async ({ workspace }) => {
      const { authorizationUrl, ticket } = await post('/api/v1/auth/sso/start', {
        body: { workspace: workspace.trim().toLowerCase() },
      })
      keepTicket({ ticket, returnTo: search.return ?? null })
      window.location.assign(authorizationUrl)
    },
  })
  return (
    <PublicPage title={w.title} hint={w.hint}>
      <Form record={record} submitLabel={w.submit}>
        <TextInput
          label={w.workspace}
          description={w.workspaceHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoCapitalize="none"
          autoFocus
          {...record.form.getInputProps('workspace')}
        />
      </Form>
      <p className="dim">
        <Link to={'/sign-in' as string}>{w.byPassword}</Link>
      </p>
    </PublicPage>
  )
}
