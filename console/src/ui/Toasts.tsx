import { useNotifications } from '@mantine/notifications'
import { lazy, Suspense, useState } from 'react'

const ToastList = lazy(() => import('./ToastList.tsx'))

/** The toasts in the corner. Their code loads with the first one. */
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
