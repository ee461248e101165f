import { type ComponentType, lazy, Suspense } from 'react'

/** A dialog whose code comes when it is opened, and not with the page that may open it. */
export function onUse<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const Part = lazy(async () => ({ default: await load() }))
  return (props: Props) => (
    <Suspense>
      <Part {...props} />
    </Suspense>
  )
}
