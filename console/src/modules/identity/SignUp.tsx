import { NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { Setup } from '#api/types.ts'
import { t as m } from '#modules/mfa/strings.ts'
import { useSignInSteps } from '#modules/mfa/useSignInSteps.tsx'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { browserRegion } from '#ui/region.ts'
import { timeZoneGroups } from '#ui/timeZones.ts'
import { useEnter } from './enter.ts'
import { t } from './strings.ts'

const w = t.signUp

/** Creates the first account of an installation, or another workspace if sign-up is open. */
export default function SignUp() {
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => get('/api/v1/setup') })
  return <Loaded query={setup}>{(data) => <SignUpForm setup={data} />}</Loaded>
}

function SignUpForm({ setup }: { setup: Setup }) {
  const enter = useEnter()
  const { step, take } = useSignInSteps(() => enter())
  const [mailedTo, setMailedTo] = useState<string | null>(null)
  const record = useRecordForm({
    initial: {
      displayName: '',
      email: '',
      password: '',
      workspaceName: '',
      timezone: browserRegion().timezone,
      setupCode: '',
    },
    send: async ({ setupCode, ...body }) => {
      const code = setup.needsSetupCode ? { setupCode } : {}
      const answer = await post('/api/v1/signup', {
        body: { ...body, ...code, locale: browserRegion().locale },
      })
      if ('confirmationMailed' in answer) setMailedTo(body.email.trim())
      else await take(answer)
    },
  })
  const { form } = record

  if (step)
    return (
      <PublicPage title={m.second.title} hint={m.second.hint}>
        {step}
      </PublicPage>
    )
  if (mailedTo !== null)
    return (
      <PublicPage title={w.mailed} hint={w.mailedHint(mailedTo)}>
        <Link to={'/sign-in' as string}>{w.signIn}</Link>
      </PublicPage>
    )
  if (!setup.needsSetup && !setup.signupOpen) {
    return (
      <PublicPage
        title={setup.signup === 'invite' ? w.invite : w.closed}
        hint={setup.signup === 'invite' ? w.inviteHint : w.closedHint}
      >
        <Link to={'/sign-in' as string}>{w.signIn}</Link>
      </PublicPage>
    )
  }
  return (
    <PublicPage
      title={setup.needsSetup ? w.setupTitle : w.title}
      hint={setup.needsSetup ? w.setupHint : w.hint}
    >
      {setup.needsSetup && setup.warnings.length > 0 ? (
        <Notice tone="amber" title={w.warnings}>
          <ul>
            {setup.warnings.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <Form record={record} submitLabel={w.submit}>
        <TextInput label={w.name} autoComplete="name" autoFocus {...form.getInputProps('displayName')} />
        <TextInput label={w.email} type="email" autoComplete="username" {...form.getInputProps('email')} />
        <PasswordInput
          label={w.password}
          description={w.passwordHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <TextInput
          label={w.workspaceName}
          description={w.workspaceHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="organization"
          {...form.getInputProps('workspaceName')}
        />
        {setup.needsSetupCode ? (
          <TextInput
            label={w.setupCode}
            description={w.setupCodeHint}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="off"
            {...form.getInputProps('setupCode')}
          />
        ) : null}
        <NativeSelect label={w.timezone} data={timeZoneGroups()} {...form.getInputProps('timezone')} />
      </Form>
      {setup.needsSetup ? null : <Link to={'/sign-in' as string}>{w.signIn}</Link>}
    </PublicPage>
  )
}
