import { Button, Group } from '@mantine/core'

/** A toast that says what was done, with a button to continue or undo. */
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
