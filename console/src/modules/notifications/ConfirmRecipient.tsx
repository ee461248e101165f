import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { PageSkeleton } from '#ui/PageSkeleton.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { useParam } from '#ui/place.ts'
import { t } from './strings.ts'

const w = t.confirmRecipient

/** Where a recipient of an email channel agrees. Needs a click, because programs open every link of an email. */
export default function ConfirmRecipient() {
  const token = useParam('token')
  const asked = useQuery({
    queryKey: ['recipient', token],
    queryFn: () => get('/api/notifications/recipients/{token}', { path: { token } }),
    retry: false,
  })
  const confirm = useMutation({
    mutationFn: () => post('/api/notifications/recipients/confirm', { body: { token } }),
  })
  if (asked.isPending) return <PageSkeleton />
  if (asked.isError)
    return (
      <PublicPage title={w.invalid} hint={w.invalidHint}>
        <ErrorState error={asked.error} />
      </PublicPage>
    )
  const { address, workspace_name: workspace } = asked.data
  if (confirm.isSuccess)
    return (
      <PublicPage title={w.done} hint={w.doneHint(workspace, address)}>
        {null}
      </PublicPage>
    )
  return (
    <PublicPage title={w.title(workspace)} hint={w.hint(address)}>
      {confirm.isError ? <ErrorState error={confirm.error} /> : null}
      <Button loading={confirm.isPending} onClick={() => confirm.mutate()}>
        {w.submit}
      </Button>
    </PublicPage>
  )
}
