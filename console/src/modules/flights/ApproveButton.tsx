import { Button } from '@mantine/core'
import { useSession } from '#api/session.ts'
import type { Flight } from '#api/types.ts'
import classes from './ApproveButton.module.css'
import { nameOf } from './flightColumns.tsx'
import { t } from './strings.ts'
import type { useApproveMany } from './useApproveMany.tsx'

const w = t.list

/** Approves a flight of a list. For a few seconds it can be taken back; nobody is offered to approve their own flight. */
export function ApproveButton({
  flight,
  approval,
}: {
  flight: Flight
  approval: ReturnType<typeof useApproveMany>
}) {
  const { crewId } = useSession()
  if (flight.crew.some((member) => member.crewId === crewId && member.role !== 'instructor'))
    return <span className={classes.own}>{w.flownByYou}</span>
  if (approval.isHeld(flight.id))
    return (
      <span className={classes.held}>
        <span role="status">{w.approvedNow}</span>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`${w.undo} ${nameOf(flight)}`}
          onClick={() => approval.takeBack(flight.id)}
        >
          {w.undo}
        </Button>
      </span>
    )
  return (
    <Button
      size="compact-xs"
      variant="light"
      aria-label={`${w.approve} ${nameOf(flight)}`}
      onClick={() => approval.approve([flight])}
    >
      {w.approve}
    </Button>
  )
}
