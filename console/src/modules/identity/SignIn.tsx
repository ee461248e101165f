import { PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { get, post } from '#api/client.ts'
import { PasskeySignIn } from '#modules/mfa/PasskeySignIn.tsx'
import { t as m } from '#modules/mfa/strings.ts'
import { useSignInSteps } from '#modules/mfa/useSignInSteps.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { PublicPage } from '#ui/PublicPage.tsx'
import type { Search } from '#ui/place.ts'
import { useEnter } from './enter.ts'
import { t } from './strings.ts'

const w = t.signIn

export default function SignIn() {
  const enter = useEnter()
  const search: Search = useSearch({ strict: false })
  const onward: Search = search.return ? { return: search.return } : {}
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => get('/api/v1/setup') })
  const { step, take } = useSignInSteps(() => enter(search.return))
  const record = useRecordForm({
    initial: { email: '', password: '' },
    send: async (body) => {
      await take(await post('/api/v1/auth/login', { body }))
    },
  })
  const { form } = record

  if (step)
    return (
      <PublicPage title={m.second.title} hint={m.second.hint}>
        {step}
      </PublicPage>
    )
  return (
    <PublicPage title={w.title}>
      <Form record={record} submitLabel={w.submit}>
        <TextInput
          label={w.email}
          type="email"
          autoComplete="username"
          autoFocus
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={w.password}
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
      </Form>
      <PasskeySignIn onDone={() => enter(search.return)} />
      <p>
        <Link to={'/forgot-password' as string}>{w.forgot}</Link>
      </p>
      <p>
        <Link to={'/sso' as string} search={onward}>
          {w.organization}
        </Link>
      </p>
      <p className="dim">
        {setup.data?.signupOpen ? (
          <>
            {w.or} <Link to={'/sign-up' as string}>{w.signUp}</Link>.{' '}
          </>
        ) : null}
        {w.invited}
      </p>
    </PublicPage>
  )
}
