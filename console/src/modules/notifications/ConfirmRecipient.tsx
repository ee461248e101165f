import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { PageSkeleton } from '#ui/PageSkeleton.tsx'
import { PublicPage } from '#ui/PublicPage.tsx'
import { useParam } from '#ui/place.ts'
import { t } from './strings.ts'

const w = t.confirmRecipient

/**
 * Where a recipient of an email channel agrees, and later stops its emails. Needs a click, because programs open every
 * link of an email.
 */
export default function ConfirmRecipient() {
  const token = useParam('token')
  const client = useQueryClient()
  const queryKey = ['recipient', token]
  const asked = useQuery({
    queryKey,
    queryFn: () => get('/api/notifications/recipients/{token}', { path: { token } }),
    retry: false,
  })
  const answer = useMutation({
    mutationFn: (verb: 'confirm' | 'withdraw') =>
      post(`/api/notifications/recipients/${verb}`, { body: { token } }),
    onSuccess: (recipient) => client.setQueryData(queryKey, recipient),
  })
  if (asked.isPending) return <PageSkeleton />
  if (asked.isError)
    return (
      <PublicPage title={w.invalid} hint={w.invalidHint}>
        <ErrorState error={asked.error} />
      </PublicPage>
    )
  const { address, workspace_name: workspace, state } = asked.data
  const isDone = answer.isSuccess
  const says = {
    asked: { title: w.title(workspace), hint: w.hint(address), verb: 'confirm', label: w.submit },
    confirmed: {
      title: isDone ? w.done : w.stopTitle(workspace),
      hint: isDone ? w.doneHint(workspace, address) : w.stopHint(address),
      verb: 'withdraw',
      label: w.stop,
    },
    withdrawn: {
      title: w.stopped,
      hint: w.stoppedHint(workspace, address),
      verb: 'confirm',
      label: w.allow,
    },
  } as const
  const { title, hint, verb, label } = says[state]
  return (
    <PublicPage title={title} hint={hint}>
      {answer.isError ? <ErrorState error={answer.error} /> : null}
      <Button
        variant={state === 'asked' ? 'filled' : 'default'}
        loading={answer.isPending}
        onClick={() => answer.mutate(verb)}
      >
        {label}
      </Button>
    </PublicPage>
  )
}
