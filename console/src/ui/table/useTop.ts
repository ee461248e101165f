import { type RefObject, useEffect } from 'react'

/** Of a table further down, such as on the page of a record, the page scrolls too. */
const farDown = 400

/** Says to the style of a list where it begins, so that it ends with the screen and the page does not scroll as well. */
export function useTop(list: RefObject<HTMLElement | null>, isShown: boolean): void {
  useEffect(() => {
    const element = list.current
    if (!isShown || !element?.parentElement) return
    let frame = 0
    const measure = () => {
      const top = Math.round(element.getBoundingClientRect().top + window.scrollY)
      if (top < farDown) element.style.setProperty('--top', `${top}px`)
      else element.style.removeProperty('--top')
    }
    // What stands above it may come later: tabs, filters, a notice.
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(measure)
    })
    observer.observe(element.parentElement)
    observer.observe(document.body)
    return () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [list, isShown])
}
