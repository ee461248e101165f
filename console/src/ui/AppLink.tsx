import { Link } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { type Search, useSlug } from '#shell/place.ts'

type Props = { to: string; search?: Search; children: ReactNode } & Omit<ComponentProps<'a'>, 'href'>

/** A link to a page of this workspace; its code is fetched when the pointer comes near. */
export function AppLink({ to, search, children, ...rest }: Props) {
  const slug = useSlug()
  return (
    <Link to={`/${slug}${to}`} search={search ?? {}} preload="intent" {...rest}>
      {children}
    </Link>
  )
}
