import '@mantine/core/styles/Notification.layer.css'
import '@mantine/notifications/styles.layer.css'
import { Notifications } from '@mantine/notifications'

export default function ToastList() {
  return <Notifications position="bottom-right" autoClose={6000} limit={4} />
}
