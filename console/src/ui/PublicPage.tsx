import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { s } from '../strings.ts'
import classes from './PublicPage.module.css'

/** The frame of pages before sign-in. */
export function PublicPage({
  title,
  documentTitle = title,
  hint,
  children,
}: {
  title: string
  /** The title of the tab, which the browser stores in its history. */
  documentTitle?: string
  hint?: string
  children: ReactNode
}) {
  useDocumentTitle(`${documentTitle} · ${s.product}`)
  return (
    <main className={classes.page}>
      <div className={classes.panel}>
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt={s.product} width={32} height={32} />
        <h1>{title}</h1>
        {hint ? <p className="dim">{hint}</p> : null}
        {children}
      </div>
    </main>
  )
}
