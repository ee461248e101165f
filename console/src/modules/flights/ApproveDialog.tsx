import { useState } from 'react'
import { moveLabel } from '#api/move.ts'
import type { FlightWithWarnings } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Checkbox } from '#ui/Checkbox.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { nameOf } from './flightColumns.tsx'
import classes from './flights.module.css'
import { t } from './strings.ts'

const w = t.approval
export type Acknowledged = { flight: FlightWithWarnings; codes: string[] }

/** Shows what was wrong with flights as they were flown. Approving takes a tick for each warning. */
export function ApproveDialog({
  flights,
  move = 'approve',
  onApprove,
  onClose,
}: {
  flights: FlightWithWarnings[]
  /** An import approves flights without asking; their warnings are acknowledged afterwards. */
  move?: 'approve' | 'acknowledge'
  onApprove: (acknowledged: Acknowledged[]) => Promise<unknown>
  onClose: () => void
}) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const keys = flights.flatMap((flight) => flight.warnings.map((_, position) => `${flight.id} ${position}`))
  const toggle = (key: string) =>
    setTicked((now) => new Set(now.has(key) ? [...now].filter((other) => other !== key) : [...now, key]))
  const approve = async () => {
    if (keys.some((key) => !ticked.has(key))) throw new Error(w.tickAll)
    await onApprove(flights.map((flight) => ({ flight, codes: flight.warnings.map(({ code }) => code) })))
  }
  return (
    <ConfirmDialog
      title={move === 'approve' ? w.title(flights.map(nameOf)) : w.acknowledgeTitle}
      confirm={moveLabel('flight', move)}
      onConfirm={approve}
      onClose={onClose}
    >
      <p>{move === 'approve' ? w.text : w.acknowledgeText}</p>
      {flights.map((flight) => (
        <fieldset key={flight.id} className={classes.warnings}>
          <legend>
            {flights.length > 1 ? (
              <AppLink to={`/flights/${flight.id}`}>{nameOf(flight)}</AppLink>
            ) : (
              w.warnings
            )}
          </legend>
          {flight.warnings.map((warning, position) => {
            const key = `${flight.id} ${position}`
            return (
              <Checkbox
                key={key}
                label={warning.message}
                checked={ticked.has(key)}
                onChange={() => toggle(key)}
              />
            )
          })}
        </fieldset>
      ))}
    </ConfirmDialog>
  )
}
