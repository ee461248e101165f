import { useLayoutEffect, useState } from 'react'
import { s } from '../strings.ts'

/** The heading of an empty, error or loading state. If the state is the whole page, it is the page's main heading. */
export function StateHeading({ children }: { children: string }) {
  const [isOfPage, setOfPage] = useState(false)
  useLayoutEffect(() => {
    if (document.querySelector('h1') !== null) return
    setOfPage(true)
    document.title = `${children} · ${s.product}`
  }, [children])
  return isOfPage ? <h1>{children}</h1> : <h2>{children}</h2>
}
