import { PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { get, post } from '#api/client.ts'
import type { InvitationOffer } from '#api/types.ts'
import { t as m } from '#modules/mfa/strings.ts'
import { useSignInSteps } from '#modules/mfa/useSignInSteps.tsx'
import { ErrorState } from '#ui/ErrorState.tsx'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { PageSkeleton } from '#ui/PageSkeleton.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { useParam } from '#ui/place.ts'
import { browserRegion } from '#ui/region.ts'
import { useEnter } from './enter.ts'
import { t } from './strings.ts'

const w = t.invitation

export default function AcceptInvitation() {
  const token = useParam('token')
  const offer = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => get('/api/v1/invitations/{token}', { path: { token } }),
    retry: false,
  })
  if (offer.isPending) return <PageSkeleton />
  if (offer.isError) {
    return (
      <PublicPage title={w.invalid} hint={w.invalidHint}>
        <ErrorState error={offer.error} />
        <Link to={'/sign-in' as string}>{w.signIn}</Link>
      </PublicPage>
    )
  }
  return <AcceptForm token={token} offer={offer.data} />
}

function AcceptForm({ token, offer }: { token: string; offer: InvitationOffer }) {
  const enter = useEnter()
  const { step, take } = useSignInSteps(() => enter())
  const record = useRecordForm({
    initial: { displayName: offer.displayName ?? '', password: '' },
    validate: {
      displayName: offer.hasAccount ? () => null : required(w.name),
    },
    send: async ({ displayName, password }) => {
      const body = offer.hasAccount
        ? { token, password }
        : { token, password, displayName, ...browserRegion() }
      await take(await post('/api/v1/invitations/accept', { body }))
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
    <PublicPage title={w.title(offer.workspaceName)} hint={w.forWhom(offer.email)}>
      {offer.hasAccount ? <p>{w.hasAccount}</p> : null}
      <Form record={record} submitLabel={w.submit}>
        <input type="hidden" autoComplete="username" value={offer.email} readOnly />
        {offer.hasAccount ? null : (
          <TextInput label={w.name} autoComplete="name" autoFocus {...form.getInputProps('displayName')} />
        )}
        <PasswordInput
          label={offer.hasAccount ? w.yourPassword : w.choosePassword}
          description={offer.hasAccount ? undefined : t.signUp.passwordHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete={offer.hasAccount ? 'current-password' : 'new-password'}
          {...form.getInputProps('password')}
        />
      </Form>
    </PublicPage>
  )
}
