import { type ComponentType, lazy, Suspense } from 'react'

/** A dialog whose code loads when it opens, not with its page. */
export function onUse<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const Part = lazy(async () => ({ default: await load() }))
  return (props: Props) => (
    <Suspense>
      <Part {...props} />
    </Suspense>
  )
}
