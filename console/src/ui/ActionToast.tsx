import { Button, Group } from '@mantine/core'

/** What was done, and a way on or back from it. */
export function ActionToast({
  message,
  label,
  onClick,
}: {
  message: string
  label: string
  onClick: () => void
}) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <span>{message}</span>
      <Button size="compact-sm" variant="default" onClick={onClick} style={{ flex: 'none' }}>
        {label}
      </Button>
    </Group>
  )
}
