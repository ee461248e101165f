import { Anchor, Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { post } from '#api/client.ts'
import { refresh } from '#api/refresh.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { useParam } from '#ui/place.ts'
import { t } from './strings.ts'

const w = t.verify

/** Needs a click, because programs that open every link of an email must not use it up. */
export default function VerifyEmail() {
  const token = useParam('token')
  const queryClient = useQueryClient()
  const verify = useMutation({
    mutationFn: () => post('/api/v1/auth/email/verify', { body: { token } }),
    onSuccess: () => refresh(queryClient, ['user']),
  })
  if (verify.isSuccess) {
    return (
      <PublicPage title={w.done} hint={w.doneHint(verify.data.email)}>
        <Anchor component={Link} to="/" inherit>
          {w.goOn}
        </Anchor>
      </PublicPage>
    )
  }
  return (
    <PublicPage title={w.title} hint={w.hint}>
      {verify.isError ? <ErrorState error={verify.error} /> : null}
      <Button loading={verify.isPending} onClick={() => verify.mutate()}>
        {w.submit}
      </Button>
    </PublicPage>
  )
}
