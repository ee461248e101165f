import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { post } from '#api/client.ts'
import { refresh } from '#api/refresh.ts'
import { sessionQuery } from '#api/session.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { useParam } from '#ui/place.ts'
import { t } from './strings.ts'

const w = t.verify

/** Only a session of the account confirms its address, because the reader of the email may be somebody else. */
export default function VerifyEmail() {
  const token = useParam('token')
  const session = useQuery(sessionQuery)
  return (
    <Loaded query={session}>
      {(signedIn) =>
        signedIn ? <Confirm token={token} email={signedIn.user.email} /> : <SignInFirst token={token} />
      }
    </Loaded>
  )
}

function SignInFirst({ token }: { token: string }) {
  return (
    <PublicPage title={w.title} hint={w.signInHint}>
      <Link to={'/sign-in' as string} search={{ return: `/verify-email/${token}` }}>
        {w.signIn}
      </Link>
    </PublicPage>
  )
}

/** Needs a click, because programs that open every link of an email must not use it up. */
function Confirm({ token, email }: { token: string; email: string }) {
  const queryClient = useQueryClient()
  const verify = useMutation({
    mutationFn: () => post('/api/v1/auth/email/verify', { body: { token } }),
    onSuccess: () => refresh(queryClient, ['user', 'session']),
  })
  if (verify.isSuccess) {
    return (
      <PublicPage title={w.done} hint={w.doneHint(verify.data.email)}>
        <Link to={'/' as string}>{w.goOn}</Link>
      </PublicPage>
    )
  }
  return (
    <PublicPage title={w.title} hint={w.hint(email)}>
      {verify.isError ? <ErrorState error={verify.error} /> : null}
      <Button loading={verify.isPending} onClick={() => verify.mutate()}>
        {w.submit}
      </Button>
    </PublicPage>
  )
}
