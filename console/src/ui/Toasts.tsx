import { useNotifications } from '@mantine/notifications'
import { lazy, Suspense, useState } from 'react'

const ToastList = lazy(() => import('./ToastList.tsx'))

/** What was done or refused, in the corner; its code comes with the first of them. */
export function Toasts() {
  const { notifications } = useNotifications()
  const [isWanted, setWanted] = useState(false)
  if (notifications.length > 0 && !isWanted) setWanted(true)
  return isWanted ? (
    <Suspense>
      <ToastList />
    </Suspense>
  ) : null
}
