import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { NoticeList } from '#ui/NoticeList.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PageSkeleton } from '#ui/PageSkeleton.tsx'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'

const w = s.bell
const pageSize = 50

/** All notifications of the user, as far back as they are kept. */
export default function NotificationList() {
  const list = useInfiniteQuery({
    queryKey: ['notification', 'all'],
    queryFn: ({ pageParam }) =>
      get('/api/notifications', { query: { limit: pageSize, ...(pageParam ? { before: pageParam } : {}) } }),
    initialPageParam: '',
    getNextPageParam: ({ notifications }) =>
      notifications.length === pageSize ? notifications.at(-1)?.id : undefined,
  })
  const readAll = useAction({
    run: () => post('/api/notifications/read', { body: {} }),
    changes: ['notification'],
  })
  if (list.isError) return <ErrorState error={list.error} onRetry={() => list.refetch()} />
  if (!list.data) return <PageSkeleton />
  const unread = list.data.pages[0]?.unread_count ?? 0
  return (
    <>
      <PageHeader title={w.title}>
        {unread > 0 ? (
          <Button variant="default" loading={readAll.isPending} onClick={() => readAll.mutate()}>
            {w.readAll}
          </Button>
        ) : null}
      </PageHeader>
      <NoticeList notifications={list.data.pages.flatMap((page) => page.notifications)} />
      {list.hasNextPage ? (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {w.more}
        </Button>
      ) : null}
    </>
  )
}
