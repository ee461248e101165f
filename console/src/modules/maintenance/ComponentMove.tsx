import type { RecordOf } from '#api/record.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { t as w } from './componentWords.ts'

const changes = ['component', 'component_installation']

/** Installs a component that is nowhere, or removes one that is installed. */
export function ComponentMove({
  component: { id, installation },
  onClose,
}: {
  component: RecordOf<'component'>
  onClose: () => void
}) {
  return installation ? (
    <FieldDialog
      write="POST /api/v1/maintenance/components/{id}/remove"
      path={{ id }}
      title={w.remove}
      submitLabel={w.remove}
      done={w.removed}
      changes={changes}
      fields={[{ name: 'removalReason', label: w.reason }]}
      onClose={onClose}
    />
  ) : (
    <FieldDialog
      write="POST /api/v1/maintenance/components/{id}/install"
      path={{ id }}
      title={w.install}
      submitLabel={w.install}
      done={w.installed}
      changes={changes}
      fields={[
        { name: 'aircraftId', label: w.aircraft },
        { name: 'position', label: w.position, hint: w.positionHint },
        { name: 'tsnAtInstallHundredths', label: w.tsn },
        { name: 'tsoAtInstallHundredths', label: w.tso },
      ]}
      onClose={onClose}
    />
  )
}
