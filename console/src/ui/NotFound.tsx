import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { s } from '../strings.ts'
import { EmptyState } from './EmptyState.tsx'

/** Passed to notFound() for a page that exists but that the roles do not include. */
export const notAllowed = 'not allowed'

/** Shown for an address without a page, or without a page for these roles. */
export function NotFound({ data }: { data?: unknown }) {
  const isForbidden = data === notAllowed
  return (
    <EmptyState
      title={isForbidden ? s.error.notAllowed : s.error.notFound}
      hint={isForbidden ? s.error.notAllowedHint : s.error.notFoundHint}
    >
      <Button variant="default" component={Link} to="/">
        {s.error.home}
      </Button>
    </EmptyState>
  )
}
