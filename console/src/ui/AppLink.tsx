import { Link } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { type Search, useSlug } from '#ui/place.ts'

type Props = { to: string; search?: Search; children: ReactNode } & Omit<ComponentProps<'a'>, 'href'>

/** A link to a page of this workspace. Its code loads when the pointer comes near. */
export function AppLink({ to, search, children, ...rest }: Props) {
  const slug = useSlug()
  // A link from the server may have its own query: /settings/integrations/webhooks?view=dead-letters
  const [path, query] = to.split('?')
  return (
    <Link
      to={`/${slug}${path}`}
      search={{ ...Object.fromEntries(new URLSearchParams(query)), ...search }}
      preload="intent"
      {...rest}
    >
      {children}
    </Link>
  )
}
