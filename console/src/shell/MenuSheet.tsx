import { Drawer } from '#ui/Drawer.ts'
import { s } from '../strings.ts'
import { Sidebar } from './Sidebar.tsx'

/** On a phone: the sidebar as a sheet. */
export default function MenuSheet({ onClose }: { onClose: () => void }) {
  return (
    <Drawer
      opened
      onClose={onClose}
      title={s.product}
      size={280}
      padding="xs"
      closeButtonProps={{ 'aria-label': s.nav.closeMenu }}
    >
      <Sidebar />
    </Drawer>
  )
}
