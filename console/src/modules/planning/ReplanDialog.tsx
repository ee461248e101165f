import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { useGo } from '#ui/place.ts'
import { t } from './strings.ts'

const w = t.replan

/** Asks from when to when an aircraft cannot be had, and looks for alternatives to its bookings. */
export function ReplanDialog({ aircraftId, onClose }: { aircraftId: string; onClose: () => void }) {
  const go = useGo()
  return (
    <FieldDialog
      write="POST /api/v1/planning/aircraft/{id}/replan"
      path={{ id: aircraftId }}
      title={w.open}
      submitLabel={w.find}
      done={w.found}
      changes={['planning_replan']}
      fields={[
        { name: 'startsAt', label: w.from, hint: w.fromHint },
        { name: 'endsAt', label: w.until, hint: w.untilHint },
      ]}
      onDone={({ id }) => go(`/schedule/replans/${id}`)}
      onClose={onClose}
    />
  )
}
