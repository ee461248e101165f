import { type ComponentType, type FunctionComponent, useEffect, useReducer } from 'react'
import { connectionLost } from '#api/connection.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import { reloadOnce } from '#ui/reloadOnce.ts'
import { s } from '../strings.ts'

type Load = () => Promise<{ default: ComponentType }>

/**
 * A page whose code comes on its first use. If the server does not answer then, the frame stays, and the page opens once
 * the server is back. If the code is gone, because the server was updated, the browser loads the new console.
 */
export function lazyPage(load: Load): FunctionComponent & { preload: () => Promise<void> } {
  let Loaded: ComponentType | null = null
  let loading: Promise<void> | null = null
  const start = () => {
    loading ??= load().then(
      (module) => {
        Loaded = module.default
      },
      () => {
        loading = null
      },
    )
    return loading
  }

  // biome-ignore lint/correctness/noComponentHookFactories: it is made once for each route
  function LazyPage() {
    const [, again] = useReducer((count: number) => count + 1, 0)
    if (Loaded) return <Loaded />
    return (
      <Missing
        load={async () => {
          await start()
          again()
          return Loaded !== null
        }}
      />
    )
  }
  return Object.assign(LazyPage, { preload: start })
}

function Missing({ load }: { load: () => Promise<boolean> }) {
  useEffect(() => {
    void connectionLost()
      .then(load)
      .then((isLoaded) => {
        if (!isLoaded) reloadOnce()
      })
  }, [])
  return <EmptyState title={s.connection.pageMissing} hint={s.connection.pageMissingHint} />
}
