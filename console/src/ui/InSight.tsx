import { type ReactNode, useEffect, useRef, useState } from 'react'

/** Renders its content only when you scroll near it. The world's coastlines are larger than the page above them. */
export function InSight({ children }: { children: ReactNode }) {
  const [isNear, setNear] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = place
    if (!current) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true)
      },
      { rootMargin: '100px' },
    )
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={place} style={isNear ? undefined : { minHeight: 320 }}>
      {isNear ? children : null}
    </div>
  )
}
