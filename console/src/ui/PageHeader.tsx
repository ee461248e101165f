import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { s } from '../strings.ts'
import { AppLink } from './AppLink.tsx'
import { IconChevronLeft } from './icons.ts'
import classes from './PageHeader.module.css'

type Props = {
  title: string
  /** The title of the tab, which the browser stores in its history. */
  documentTitle?: string | undefined
  hint?: ReactNode
  badge?: ReactNode
  back?: { to: string; label: string }
  children?: ReactNode
}

/** The title of a page, with its actions on the right. */
export function PageHeader({ title, documentTitle = title, hint, badge, back, children }: Props) {
  useDocumentTitle(`${documentTitle} · ${s.product}`)
  return (
    <header className={classes.header}>
      <div className={classes.titles}>
        {back ? (
          <AppLink to={back.to} className={classes.back}>
            <IconChevronLeft size={14} aria-hidden />
            {back.label}
          </AppLink>
        ) : null}
        <div className={classes.title}>
          <h1>{title}</h1>
          {badge}
        </div>
        {hint ? <div className={classes.hint}>{hint}</div> : null}
      </div>
      {children ? <div className={classes.actions}>{children}</div> : null}
    </header>
  )
}
