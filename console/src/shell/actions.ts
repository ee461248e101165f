import { useCan } from '#api/session.ts'
import { useGo } from '#ui/place.ts'
import { s } from '../strings.ts'
import { useAppearance } from './appearance.ts'
import { openKeyboardHelp } from './Keyboard.tsx'
import { openSignOut } from './openSignOut.ts'

export type Action = { title: string; act: () => void }

/** What the palette does beside opening pages. */
export function useActions(): Action[] {
  const can = useCan()
  const go = useGo()
  const { scheme, setScheme } = useAppearance()
  return [
    ...(can('approveFlight')
      ? [{ title: s.palette.approve, act: () => void go('/flights', { status: 'submitted' }) }]
      : []),
    ...(scheme === 'dark' ? [] : [{ title: s.palette.dark, act: () => setScheme('dark') }]),
    ...(scheme === 'light' ? [] : [{ title: s.palette.light, act: () => setScheme('light') }]),
    { title: s.user.keyboard, act: openKeyboardHelp },
    { title: s.user.reference, act: () => void window.open('/', '_blank', 'noopener') },
    { title: s.user.signOut, act: openSignOut },
  ]
}
