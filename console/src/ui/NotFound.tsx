import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { s } from '../strings.ts'
import { EmptyState } from './EmptyState.tsx'

/** For an address that leads nowhere. */
export function NotFound() {
  return (
    <EmptyState title={s.error.notFound} hint={s.error.notFoundHint}>
      <Button variant="default" component={Link} to="/">{s.error.home}</Button>
    </EmptyState>
  )
}
