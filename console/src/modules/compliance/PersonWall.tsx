import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useParam } from '#ui/place.ts'
import { formatDate } from '#ui/time.ts'
import classes from './compliance.module.css'
import { ruleName, t, VerdictBadge } from './eligibilityWords.tsx'
import { RuleList } from './RuleList.tsx'

const w = t.person

/** A tile for each kind of aircraft and each of the privileges of a person. An open one shows every rule. */
export default function PersonWall() {
  const personId = useParam('id')
  const wall = useQuery({
    queryKey: ['compliance_record', 'wall', personId],
    queryFn: () => get('/api/v1/compliance/people/{id}/wall', { path: { id: personId } }),
  })
  return (
    <Loaded query={wall}>
      {({ displayName, tiles }) => (
        <>
          <PageHeader
            title={w.title(displayName)}
            hint={w.hint}
            back={{ to: '/compliance/wall', label: w.back }}
          />
          {tiles.length === 0 ? <p className="dim">{w.none}</p> : null}
          {tiles.map((tile) => (
            <TileOf key={`${tile.aircraftIds[0]} ${tile.operation}`} personId={personId} tile={tile} />
          ))}
        </>
      )}
    </Loaded>
  )
}

interface Tile {
  typeDesignator: string
  operation: 'private' | 'commercial' | 'airline_transport'
  aircraftIds: string[]
  registrations: string[]
  verdict: 'yes' | 'no' | 'insufficient_data'
  limitations: string[]
  lapsesAt: string | null
  nextToLapse: string | null
  failing: string[]
}

function TileOf({ personId, tile }: { personId: string; tile: Tile }) {
  const [isOpen, setOpen] = useState(false)
  const {
    typeDesignator,
    operation,
    verdict,
    limitations,
    failing,
    lapsesAt,
    nextToLapse,
    aircraftIds,
    registrations,
  } = tile
  const lastDay = lapsesAt && new Date(Date.parse(lapsesAt) - 60_000).toISOString().slice(0, 10)
  const facts = [
    ...failing.map(ruleName),
    ...limitations,
    ...(nextToLapse && lastDay ? [w.lapses(ruleName(nextToLapse), formatDate(lastDay))] : []),
  ]
  return (
    <details className={classes.tile} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <b>{typeDesignator}</b> <span className="dim">{registrations.join(', ')}</span>{' '}
        <span>{labelOf('EligibilityTile.operation', operation)}</span> <VerdictBadge verdict={verdict} />{' '}
        <span className="dim">{facts.join(' · ')}</span>
      </summary>
      {isOpen && aircraftIds[0] ? (
        <RuleList query={{ person_id: personId, aircraft_id: aircraftIds[0], operation }} />
      ) : null}
    </details>
  )
}
