import { s } from '../../strings.ts'
import { Menu } from '../Menu.ts'
import type { PanelProps } from '../OnDemand.tsx'
import { useAction } from '../useAction.ts'

export type FileFormat = 'csv' | 'xlsx'
type Props = PanelProps & { save: (format: FileFormat) => Promise<void> }

/** Downloads every record that fits the filters, with all its fields. */
export default function FilesPanel({ save, isOpen, onChange, children }: Props) {
  const saving = useAction({ run: save, changes: [] })
  return (
    <Menu position="bottom-end" opened={isOpen} onChange={onChange}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => saving.mutate('csv')}>{s.table.allCsv}</Menu.Item>
        <Menu.Item onClick={() => saving.mutate('xlsx')}>{s.table.allXlsx}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
