import { PasswordInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { get, post } from '#api/client.ts'
import type { PendingSignUp } from '#api/types.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { PageSkeleton } from '#ui/PageSkeleton.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { useParam } from '#ui/place.ts'
import { useEnter } from './enter.ts'
import { t } from './strings.ts'

const w = t.finishSignUp

/** Where the link of a sign-up leads. The password is set here, because a stranger may have filled in the form. */
export default function FinishSignUp() {
  const token = useParam('token')
  const signUp = useQuery({
    queryKey: ['sign-up', token],
    queryFn: () => get('/api/v1/signup/{token}', { path: { token } }),
    retry: false,
  })
  if (signUp.isPending) return <PageSkeleton />
  if (signUp.isError)
    return (
      <PublicPage title={w.invalid} hint={w.invalidHint}>
        <ErrorState error={signUp.error} />
        <Link to={'/sign-up' as string}>{w.signUp}</Link>
      </PublicPage>
    )
  return <FinishForm token={token} signUp={signUp.data} />
}

function FinishForm({ token, signUp }: { token: string; signUp: PendingSignUp }) {
  const enter = useEnter()
  const record = useRecordForm({
    initial: { password: '' },
    send: async ({ password }) => {
      await post('/api/v1/signup/complete', { body: { token, password } })
      await enter()
    },
  })
  return (
    <PublicPage title={w.title(signUp.workspaceName)} hint={w.hint(signUp.email)}>
      <Form record={record} submitLabel={w.submit}>
        <input type="hidden" autoComplete="username" value={signUp.email} readOnly />
        <PasswordInput
          label={w.password}
          description={t.signUp.passwordHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          autoFocus
          {...record.form.getInputProps('password')}
        />
      </Form>
    </PublicPage>
  )
}
